// Where readers of a page begin.
{
  // Where the ways do not fit side by side, the one that the page belongs to is in sight.
  const way = document.querySelector('.ways [aria-current]');
  if (way) way.closest('ul').scrollLeft = way.offsetLeft - 16;

  // What came of a form, or what is wrong with it, is where readers begin.
  document.querySelector('[data-focus]')?.focus();
}
