// The page is complete without this script. The script replaces the example host, adds copy buttons, and marks the current
// section in the sidebar.
(() => {
  document.documentElement.classList.add('script');

  // The page is read over HTTP from the service that it describes: its host works for the reader, the example host may not.
  const main = document.querySelector('main');
  const exampleHost = main.dataset.host;
  if (exampleHost !== undefined && /^https?:$/.test(location.protocol)) {
    const withThisHost = (text) => {
      const schemes = location.protocol === 'https:' ? { http: 'https', ws: 'wss' } : {};
      let replaced = text;
      for (const [plain, secure] of Object.entries(schemes)) {
        replaced = replaced.replaceAll(`${plain}://${exampleHost}`, `${secure}://${location.host}`);
      }
      return replaced.replaceAll(exampleHost, location.host);
    };
    const texts = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const text = texts.currentNode;
      if (text.data.includes(exampleHost)) text.data = withThisHost(text.data);
    }
    for (const link of main.querySelectorAll('a')) {
      const address = link.getAttribute('href');
      if (address.includes(exampleHost)) link.setAttribute('href', withThisHost(address));
    }
  }

  for (const figure of document.querySelectorAll('figure.code')) {
    const code = figure.querySelector('code');
    // Browsers give no clipboard to a page that came over plain HTTP from another machine.
    if (code === null || navigator.clipboard === undefined) continue;
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'Copy';
    button.setAttribute('aria-live', 'polite');
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(code.textContent);
        button.textContent = 'Copied';
      } catch {
        button.textContent = 'Not allowed';
      }
      setTimeout(() => {
        button.textContent = 'Copy';
      }, 2000);
    });
    figure.querySelector('figcaption')?.append(button);
  }

  // Not every browser lets the keyboard scroll what overflows.
  for (const box of document.querySelectorAll('pre, .scroll')) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  }

  const contents = document.querySelector('details.contents');
  contents?.addEventListener('click', (event) => {
    if (event.target.closest('a') !== null) contents.open = false;
  });

  const links = new Map();
  for (const link of document.querySelectorAll('nav.sidebar ul a')) {
    const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (target !== null) links.set(target, link);
  }
  let marked;
  const mark = () => {
    const passed = [...links.keys()].filter((target) => target.getBoundingClientRect().top < 60);
    const link = links.get(passed.at(-1)) ?? links.values().next().value;
    if (link === undefined || link === marked) return;
    marked?.removeAttribute('aria-current');
    link.setAttribute('aria-current', 'location');
    marked = link;
    const bar = link.closest('nav');
    const { top, bottom } = link.getBoundingClientRect();
    if (top < 60 || bottom > bar.clientHeight - 20) bar.scrollTop += top - bar.clientHeight / 2;
  };
  let waiting = false;
  addEventListener(
    'scroll',
    () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        mark();
      });
    },
    { passive: true },
  );
  mark();
})();
