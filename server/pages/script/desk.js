// The desk: how many are selected, and which the page, a division or "all that match" ticks.
{
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
}
