// Times in the reader's own zone; the attribute keeps the exact one.
{
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
  // What is put into the page later says so.
  document.addEventListener('renewed', (event) => localTimes(event.target));
}
