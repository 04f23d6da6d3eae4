/**
 * Writes server/soap/reply-templates.ts out of our WSDL, so that the server itself needs no SOAP library. A test fails where the file
 * is not what this makes of the WSDL.
 *
 *     npm run reply-templates
 */
import { writeFileSync } from 'node:fs';
import { WSDL_FILE } from '../server/soap/door.ts';
import { compileTemplates, moduleOf } from './soap/compile.ts';

writeFileSync(
  new URL('../server/soap/reply-templates.ts', import.meta.url),
  moduleOf(await compileTemplates(WSDL_FILE)),
);
