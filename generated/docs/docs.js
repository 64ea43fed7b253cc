// The page is complete without this script. The script replaces the example host, adds copy buttons, and marks the current
// section in the sidebar.
(() => {
  document.documentElement.classList.add('script');

  // Readers on another machine cannot use a loopback host: show the host that serves the page instead.
  const main = document.querySelector('main');
  const exampleHost = main.dataset.host;
  if (exampleHost !== undefined && /^https?:$/.test(location.protocol)) {
    const { host, protocol } = location;
    const withThisHost = (text) => {
      const replaced = text.replaceAll(exampleHost, host);
      if (protocol === 'http:') return replaced;
      return replaced.replaceAll(`http://${host}`, `https://${host}`).replaceAll(`ws://${host}`, `wss://${host}`);
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
    // Browsers offer no clipboard to pages from other machines over plain HTTP.
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

  // Some browsers cannot scroll an overflowing box by keyboard unless it is focusable.
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
  let markedLink;
  const markCurrentSection = () => {
    const reached = [...links.keys()].filter((target) => target.getBoundingClientRect().top < 60);
    const link = links.get(reached.at(-1)) ?? links.values().next().value;
    if (link === undefined || link === markedLink) return;
    markedLink?.removeAttribute('aria-current');
    link.setAttribute('aria-current', 'location');
    markedLink = link;
    const bar = link.closest('nav');
    const { top, bottom } = link.getBoundingClientRect();
    if (top < 60 || bottom > bar.clientHeight - 20) bar.scrollTop += top - bar.clientHeight / 2;
  };
  let frameRequested = false;
  addEventListener(
    'scroll',
    () => {
      if (frameRequested) return;
      frameRequested = true;
      requestAnimationFrame(() => {
        frameRequested = false;
        markCurrentSection();
      });
    },
    { passive: true },
  );
  markCurrentSection();
})();
