import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import http from 'highlight.js/lib/languages/http';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import typescript from 'highlight.js/lib/languages/typescript';
import yaml from 'highlight.js/lib/languages/yaml';
import { type Content, type Html, html, trusted } from './html.js';

for (const [name, language] of Object.entries({ bash, http, javascript, json, typescript, yaml })) {
  hljs.registerLanguage(name, language);
}

/** Code with a class on each token; in a language that is not known here, the code as it is. */
export function highlight(code: string, language: string): Html {
  if (hljs.getLanguage(language) === undefined) return html`${code}`;
  const { value } = hljs.highlight(code, { language, ignoreIllegals: true });
  // Braces and commas keep the color of the text: a span for each would be a third of the page.
  return trusted(value.replaceAll(/<span class="hljs-punctuation">([^<]*)<\/span>/g, '$1'));
}

/** A block of code that says what it is. */
export function codeBlock(code: string, language: string, label: Content): Html {
  return html`<figure class="code"><figcaption>${label}</figcaption><pre><code>${highlight(code.trimEnd(), language)}</code></pre></figure>
`;
}
