// What the pages do better with a script. All of it works without, but for live progress.
(() => {
  // Times in the reader's own zone; the attribute keeps the exact one.
  const format = new Intl.DateTimeFormat(undefined, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  });
  for (const time of document.querySelectorAll('time[datetime]')) {
    const at = new Date(time.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    time.title = time.dateTime;
    time.textContent = format.format(at);
  }

  // What came of a form, or what is wrong with it, is where readers begin.
  document.querySelector('[data-focus]')?.focus();

  // One menu at a time; Escape and a click beside it close it.
  const menus = [...document.querySelectorAll('details.menu')];
  const closeMenus = (except) => {
    for (const menu of menus) if (menu !== except) menu.open = false;
  };
  document.addEventListener('click', (event) => {
    closeMenus(menus.find((menu) => menu.contains(event.target)));
  });
  document.addEventListener('keydown', (event) => {
    const open = menus.find((menu) => menu.open);
    if (event.key !== 'Escape' || !open) return;
    open.open = false;
    open.querySelector('summary').focus();
  });

  // A form is sent once, however often its button is pressed.
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (form.method !== 'post') return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = 'true';
  });
  window.addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent;
  });

  // A button that cannot be used now keeps its focus and its reason, but does nothing.
  document.addEventListener('click', (event) => {
    if (event.target.closest?.('button[aria-disabled="true"]')) event.preventDefault();
  });
})();
