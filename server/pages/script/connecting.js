// The page behind a setup link: whether it has worked is looked at anew while the page is seen.
{
  const EVERY_MS = 5_000;
  const place = document.querySelector('[data-connecting]');
  const look = async () => {
    if (document.hidden || place.contains(document.activeElement)) return true;
    const answer = await fetch(place.dataset.connecting, { redirect: 'manual' });
    // The link has ended.
    if (answer.status === 404) return false;
    if (!answer.ok) return true;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const fresh = page.querySelector('[data-connecting]');
    if (fresh && fresh.innerHTML !== place.dataset.shown) {
      place.dataset.shown = fresh.innerHTML;
      place.innerHTML = fresh.innerHTML;
      place.dispatchEvent(new Event('renewed', { bubbles: true }));
    }
    return !place.querySelector('[data-worked]');
  };
  const goOn = async () => {
    // A network that is away comes back.
    const isOpen = await look().catch(() => true);
    if (isOpen) setTimeout(goOn, EVERY_MS);
  };
  if (place) setTimeout(goOn, EVERY_MS);
}
