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
