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

/** Renders code with a class on each token. Code in an unregistered language gets no classes. */
export function highlight(code: string, language: string): Html {
  if (hljs.getLanguage(language) === undefined) return html`${code}`;
  const { value } = hljs.highlight(code, { language, ignoreIllegals: true });
  // Punctuation keeps the text color: its spans would make up a third of the page.
  return trusted(value.replaceAll(/<span class="hljs-punctuation">([^<]*)<\/span>/g, '$1'));
}

/** Renders a code block with a caption. */
export function codeBlock(code: string, language: string, label: Content): Html {
  return html`<figure class="code"><figcaption>${label}</figcaption><pre><code>${highlight(code.trimEnd(), language)}</code></pre></figure>
`;
}
