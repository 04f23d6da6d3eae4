// Live progress: what changes while a page is looked at.
{
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
        live.dispatchEvent(new Event('renewed', { bubbles: true }));
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
      // What was just done is told on the page that somebody sees, not in this one.
      const headers = { 'X-Unseen': 'true' };
      const answer = await fetch(steps.dataset.steps, { redirect: 'manual', headers });
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const fresh = page.querySelector('[data-steps]');
      // Not under the fingers of somebody who is about to follow a link.
      if (!fresh || steps.contains(document.activeElement)) return;
      steps.innerHTML = fresh.innerHTML;
      steps.dispatchEvent(new Event('renewed', { bubbles: true }));
    };
    follow(steps.dataset.stepEvents, look, () => {});
  }
}
