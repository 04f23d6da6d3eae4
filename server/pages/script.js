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
  const localTimes = (within) => {
    for (const time of within.querySelectorAll('time[datetime]')) {
      const at = new Date(time.dateTime);
      // Those that tell the day only are left as they are.
      if (!time.textContent.endsWith('UTC')) continue;
      time.title = time.dateTime;
      time.textContent = format.format(at);
    }
  };
  localTimes(document);

  // Where the ways do not fit side by side, the one that the page belongs to is in sight.
  const way = document.querySelector('.ways [aria-current]');
  if (way) way.closest('ul').scrollLeft = way.offsetLeft - 16;

  // What came of a form, or what is wrong with it, is where readers begin.
  document.querySelector('[data-focus]')?.focus();

  // One menu at a time; Escape and a click beside it close it.
  const menus = [...document.querySelectorAll('details.menu, details.action')];
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

  // What a disabled button says of itself can be put away (WCAG 1.4.13), until one comes back to it.
  for (const place of document.querySelectorAll('.send')) {
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') place.classList.add('shut');
    });
    for (const leave of ['mouseleave', 'focusout'])
      place.addEventListener(leave, () => place.classList.remove('shut'));
  }

  // A form is sent once, however often its button is pressed.
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (form.method !== 'post') return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = 'true';
  });
  // Downloads answer without leaving the page.
  document.addEventListener('submit', (event) => {
    const { form, target } = { form: event.submitter?.formAction ?? '', target: event.target };
    if (form.endsWith('/problems')) delete target.dataset.sent;
  });
  window.addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent;
  });

  // A button that cannot be used now keeps its focus and its reason, but does nothing.
  document.addEventListener('click', (event) => {
    if (event.target.closest?.('button[aria-disabled="true"]')) event.preventDefault();
  });

  // The desk: how many are selected, and which the page, a division or "all that match" ticks.
  const desk = document.querySelector('form.desk');
  if (desk) {
    const codes = [...desk.querySelectorAll('input[name="code"]')];
    const all = desk.querySelector('input[name="scope"]');
    const told = desk.querySelector('[data-selected]');
    const whole = desk.querySelector('[data-page]');
    const divisionOf = new Map();
    let division = null;
    for (const row of desk.querySelectorAll('tbody tr')) {
      const head = row.querySelector('input[name="divisions"]');
      if (row.classList.contains('division')) division = head;
      const box = row.querySelector('input[name="code"]');
      if (box && division) divisionOf.set(box, division);
    }
    const tell = () => {
      if (!told) return;
      const ticked = codes.filter((box) => box.checked).length;
      const divisions = desk.querySelectorAll('input[name="divisions"]:checked').length;
      told.hidden = false;
      told.textContent = all?.checked
        ? `${Number(all.dataset.total).toLocaleString('en-US')} selected`
        : divisions > 0
          ? `${ticked} selected here, and what else is in ${divisions === 1 ? 'the division' : 'the divisions'}`
          : `${ticked} selected`;
      if (whole) {
        whole.checked = ticked > 0 && ticked === codes.length;
        whole.indeterminate = ticked > 0 && ticked < codes.length;
      }
    };
    if (whole) {
      whole.hidden = false;
      whole.addEventListener('change', () => {
        for (const box of codes) box.checked = whole.checked;
        for (const box of desk.querySelectorAll('input[name="divisions"]')) box.checked = false;
        tell();
      });
    }
    let last = null;
    desk.addEventListener('click', (event) => {
      const box = event.target;
      if (box.name !== 'code') return;
      if (event.shiftKey && last) {
        const [from, to] = [codes.indexOf(last), codes.indexOf(box)].sort((a, b) => a - b);
        for (const each of codes.slice(from, to + 1)) each.checked = box.checked;
      }
      last = box;
    });
    desk.addEventListener('change', (event) => {
      const box = event.target;
      if (box.name === 'divisions')
        for (const [code, head] of divisionOf) if (head === box) code.checked = box.checked;
      // A division that is no longer whole is not meant as a division any more.
      const head = divisionOf.get(box);
      if (head && !box.checked) head.checked = false;
      if (all && box !== all && !box.checked && (box.name === 'code' || box.name === 'divisions'))
        all.checked = false;
      if (box === all) for (const each of codes) each.checked = all.checked;
      tell();
    });
    tell();
  }

  // The fields of "these accounts" are there only if they count.
  for (const choice of document.querySelectorAll('.choice-details')) {
    const radios = [...choice.parentElement.querySelectorAll('input[type="radio"]')];
    const show = () => {
      choice.hidden = !radios.some((radio) => radio.checked && radio.value === 'these');
    };
    for (const radio of radios) radio.addEventListener('change', show);
    show();
  }

  // Keys, only while no field has the focus.
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
    closeMenus(panel);
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

  // A file is dropped into the field that takes one.
  for (const place of document.querySelectorAll('[data-drop]')) {
    const field = place.querySelector('input[type="file"]');
    place.addEventListener('dragover', (event) => {
      event.preventDefault();
      place.classList.add('over');
    });
    place.addEventListener('dragleave', () => place.classList.remove('over'));
    place.addEventListener('drop', (event) => {
      event.preventDefault();
      place.classList.remove('over');
      if (event.dataTransfer.files.length > 0) field.files = event.dataTransfer.files;
    });
  }

  // Events of an address, while the page is seen: browsers allow few connections at once.
  const COME_BACK_MS = 30_000;
  const follow = (address, onState, onOver) => {
    if (!('EventSource' in window)) return;
    let source = null;
    let isOver = false;
    const leave = () => {
      source?.close();
      source = null;
    };
    const listen = () => {
      if (source || isOver || document.hidden) return;
      source = new EventSource(address);
      source.addEventListener('state', onState);
      // Newer pages of the same person took its place: it is followed again when it is looked at again.
      source.addEventListener('elsewhere', leave);
      source.addEventListener('over', () => {
        isOver = true;
        leave();
        onOver();
      });
      source.addEventListener('error', () => {
        // Browsers come back by themselves where a stream broke off, not where it was refused.
        if (source?.readyState !== EventSource.CLOSED) return;
        leave();
        setTimeout(listen, COME_BACK_MS);
      });
    };
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) leave();
      else listen();
    });
    listen();
  };

  // Live: the connector and the counts as they are now.
  const live = document.querySelector('[data-events]');
  if (live) {
    const isOtherList = document.querySelector('.lists [aria-current][href*="list="]') !== null;
    const changed = document.querySelector('[data-changed]');
    let first = null;
    const tell = ({ data }) => {
      const { counts, panel } = JSON.parse(data);
      // Not under the fingers of somebody who is about to press its button.
      if (!live.contains(document.activeElement)) {
        live.innerHTML = panel;
        localTimes(live);
      }
      // What came between the page and its first event has changed, too.
      let isOther = false;
      for (const [key, count] of Object.entries(counts)) {
        const place = document.querySelector(`[data-count="${key}"]`);
        const shown = count.toLocaleString('en-US');
        if (!place || isOtherList || place.textContent === shown) continue;
        place.textContent = shown;
        isOther = true;
      }
      const now = JSON.stringify(counts);
      first ??= now;
      if (changed && (isOther || now !== first)) changed.hidden = false;
    };
    follow(live.dataset.events, tell, () => {
      const over = document.querySelector('[data-over]');
      if (over) over.hidden = false;
    });
  }

  // The steps of the setup, as they are now: looked at anew when the same events tell that something has changed.
  const steps = document.querySelector('[data-steps]');
  if (steps) {
    const look = async () => {
      const answer = await fetch(steps.dataset.steps, { redirect: 'manual' });
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const fresh = page.querySelector('[data-steps]');
      // Not under the fingers of somebody who is about to follow a link.
      if (!fresh || steps.contains(document.activeElement)) return;
      steps.innerHTML = fresh.innerHTML;
      localTimes(steps);
    };
    follow(steps.dataset.stepEvents, look, () => {});
  }

  // What is shown this once is copied by one press.
  for (const secret of document.querySelectorAll('[data-copy]')) {
    if (!navigator.clipboard) break;
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'small copy';
    button.textContent = 'Copy';
    button.setAttribute('aria-label', `Copy the ${secret.dataset.copy}`);
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(secret.textContent);
      button.textContent = 'Copied';
      button.setAttribute('aria-label', `The ${secret.dataset.copy} is copied`);
    });
    secret.after(' ', button);
  }
})();
