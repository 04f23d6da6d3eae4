// Keys, only while no field has the focus.
{
  const rows = [...document.querySelectorAll('.codes tbody tr:not(.division)')];
  const at = () => rows.findIndex((row) => row.classList.contains('at'));
  const go = (index) => {
    const row = rows[Math.max(0, Math.min(index, rows.length - 1))];
    if (!row) return;
    rows[at()]?.classList.remove('at');
    row.classList.add('at');
    row.querySelector('a').focus({ preventScroll: true });
    row.scrollIntoView({ block: 'center' });
  };
  const openPanel = (key) => {
    const panel = document.querySelector(`details.action[data-key="${key}"]`);
    if (!panel) return;
    for (const other of document.querySelectorAll('details.menu[open], details.action[open]'))
      if (other !== panel) other.open = false;
    panel.open = true;
    panel.querySelector('input, textarea, button').focus();
  };
  const KEYS = {
    j: () => go(at() + 1),
    k: () => go(at() - 1),
    x: () => rows[at()]?.querySelector('input[name="code"]')?.click(),
    a: () => openPanel('a'),
    r: () => openPanel('r'),
    '/': () => document.getElementById('search')?.focus(),
    '?': () => {
      const help = document.getElementById('keys');
      if (!help) return;
      help.open = !help.open;
      help.querySelector('summary').focus();
    },
  };
  // Who speaks to the computer, or holds a key too long, may switch them off.
  const keysOn = document.querySelector('[data-keys]');
  const OFF = 'cost-code-sync-keys-off';
  if (keysOn) {
    keysOn.parentElement.hidden = false;
    keysOn.checked = localStorage.getItem(OFF) === null;
    keysOn.addEventListener('change', () => {
      if (keysOn.checked) localStorage.removeItem(OFF);
      else localStorage.setItem(OFF, 'true');
    });
  }
  document.addEventListener('keydown', (event) => {
    if (keysOn?.checked === false) return;
    const inField = event.target.closest?.(
      'input:not([type="checkbox"]), textarea, select, details.action[open]',
    );
    if (inField || event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return;
    event.preventDefault();
    KEYS[event.key]();
  });
}
