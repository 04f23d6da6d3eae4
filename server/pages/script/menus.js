// Menus, and what a disabled button says of itself.
{
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
}
