/** A letter as plain text and as HTML: the same words, in the same order. */
import { html } from '../html.ts';
import type { Composed } from './compose.ts';

const WHY = 'You have chosen these notices.';
const CHANGE = 'Choose others';
const STOP = 'Stop all of them';

/** As plain text. */
export function asText({ sections, choicesURL, stopURL }: Composed): string {
  const parts = sections.map(({ company, title, lines, list, link }) =>
    [company, title, ...lines, ...list.map((each) => `- ${each}`), `${link.label}: ${link.href}`].join('\n'),
  );
  const foot = [WHY, `${CHANGE}: ${choicesURL}`, `${STOP}: ${stopURL}`].join('\n');
  return `${[...parts, foot].join('\n\n')}\n`;
}

/** As HTML, with nothing that would have to be fetched. */
export function asHtml({ subject, sections, choicesURL, stopURL }: Composed): string {
  const parts = sections.map(
    ({ company, title, lines, list, link }) => html`<p style="margin:24px 0 0;color:#555">${company}</p>
<h2 style="margin:0 0 8px;font-size:18px">${title}</h2>
${lines.map((line) => html`<p style="margin:0 0 8px">${line}</p>\n`)}
${
  list.length > 0 &&
  html`<ul style="margin:0 0 8px;padding-left:20px">
${list.map((each) => html`<li>${each}</li>\n`)}</ul>`
}
<p style="margin:0 0 8px"><a href="${link.href}">${link.label}</a></p>`,
  );
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${subject}</title>
</head>
<body style="font-family:sans-serif;font-size:15px;line-height:1.45;color:#222;max-width:600px">
${parts}
<p style="margin:32px 0 0;color:#555;font-size:13px">${WHY}<br>
<a href="${choicesURL}">${CHANGE}</a><br>
<a href="${stopURL}">${STOP}</a></p>
</body>
</html>
`.toString();
}
