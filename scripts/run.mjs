// Starts a TypeScript file of this project on the Node that package.json pins, and says so plainly where that one is missing.
// Plain JavaScript that old versions of Node can read: it is what tells their users what to do.
import { pathToFileURL } from 'node:url';

const MINIMUM = 24;
const [major] = process.versions.node.split('.');
if (Number(major) < MINIMUM) {
  console.error(
    `Cost Code Sync needs Node ${MINIMUM} or newer, this is ${process.versions.node}. ` +
      'Run "npm ci" without --omit=optional (it brings the right Node along) and start with "npm start".',
  );
  process.exit(1);
}
// What early versions of Node 24 call experimental (TypeScript, SQLite) is what this is written for; other warnings are told.
const { emitWarning } = process;
process.emitWarning = (warning, ...rest) => {
  const [type] = rest;
  const isExperimental = type === 'ExperimentalWarning' || (type && type.type === 'ExperimentalWarning');
  if (!isExperimental) emitWarning.call(process, warning, ...rest);
};
const [file] = process.argv.splice(2, 1);
process.argv[1] = file;
await import(pathToFileURL(file).href);
