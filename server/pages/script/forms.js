// Forms: sent once, with what counts only, and files dropped into them.

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

// The fields of "these accounts" are there only if they count.
for (const choice of document.querySelectorAll('.choice-details')) {
  const radios = [...choice.parentElement.querySelectorAll('input[type="radio"]')];
  const show = () => {
    choice.hidden = !radios.some((radio) => radio.checked && radio.value === 'these');
  };
  for (const radio of radios) radio.addEventListener('change', show);
  show();
}

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
