import { writeFileSync } from 'node:fs';
import { systemPorts } from '@daifa/ports/system';
import { documentOf } from '@daifa/service-shell/document';
import { services } from './services.js';

/** Writes the HTTP interface as OpenAPI 3.1 into the file that is named; needs no database. */
const [file = 'docs/openapi.json'] = process.argv.slice(2);
writeFileSync(file, `${JSON.stringify(await documentOf(services, systemPorts), null, 2)}\n`);
process.stdout.write(`${file} written\n`);
process.exit(0); // the services' own pools were never used; nothing has to be waited for
