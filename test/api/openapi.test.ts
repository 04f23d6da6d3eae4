import { expect, it } from 'vitest';
import { z } from 'zod';
import { CALLS } from '../../server/api/calls.ts';
import { newDesktop } from '../support/desktop.ts';
import { newUser, onEmbeddedStore } from '../support/service.ts';

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly { in: string; name: string; description?: string }[];
  readonly requestBody?: { content: Content };
  readonly responses: Record<string, { content?: Content }>;
}
// biome-ignore lint/suspicious/noExplicitAny: JSON schemas of every shape
type Content = Record<string, { schema: any; example?: unknown }>;
type Paths = Record<string, Record<string, Operation>>;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

onEmbeddedStore('the description', (start) => {
  it('is OpenAPI 3.1: each call once, with its parameters, its answer and its problems', async () => {
    const service = await start();
    const { status, body } = await service.api('GET', '/api/openapi.json', { anonymous: true });
    expect(status).toBe(200);
    expect(body).toMatchObject({ openapi: '3.1.1', servers: [{ url: `${service.url}/api` }] });
    const ids = new Set<string>();
    const codes = new Set(body.components.schemas.Problem.properties.code.enum);
    for (const [path, operations] of Object.entries(body.paths as Paths)) {
      for (const [method, operation] of Object.entries(operations)) {
        const { operationId, parameters, requestBody, responses } = operation;
        const label = `${method} ${path}`;
        expect(METHODS, label).toContain(method);
        expect(ids.has(operationId), label).toBe(false);
        ids.add(operationId);
        const inPath = parameters.filter((each) => each.in === 'path');
        expect(path.match(/\{\w+\}/g) ?? [], label).toEqual(inPath.map(({ name }) => `{${name}}`));
        for (const { description } of inPath) expect(description, label).toMatch(/\S/);
        expect(
          Object.keys(responses).filter((status) => status < '300'),
          label,
        ).toHaveLength(1);
        if (requestBody) expect(requestBody.content['application/json']?.example, label).toBeDefined();
        const told = Object.values(responses).flatMap(
          ({ content }) => content?.['application/problem+json']?.schema.allOf[1].properties.code.enum ?? [],
        );
        expect(
          told.filter((code) => !codes.has(code)),
          label,
        ).toEqual([]);
      }
    }
    expect(ids.size).toBe(CALLS.length);
  });

  it('every schema in it can be read back, and every example passes its own', async () => {
    const service = await start();
    const { body } = await service.api('GET', '/api/openapi.json', { anonymous: true });
    for (const operations of Object.values(body.paths as Paths)) {
      for (const { requestBody, responses, operationId } of Object.values(operations)) {
        const json = requestBody?.content['application/json'];
        if (json)
          expect(z.fromJSONSchema(json.schema).safeParse(json.example).success, operationId).toBe(true);
        for (const { content } of Object.values(responses))
          if (content?.['application/json']) z.fromJSONSchema(content['application/json'].schema);
      }
    }
  });

  it('tells every field that is answered', async () => {
    const service = await start();
    const desktop = await newDesktop(service);
    await newUser(service, 'somebody', { roles: { [desktop.path.split('/').at(-1) ?? '']: 'viewer' } });
    await service.api('PATCH', desktop.path, {
      body: { accountRules: [{ prefix: '0', incomeAccount: 'Sales', expenseAccount: null }] },
    });
    await desktop.accept('01 General');
    await desktop.session();
    await desktop.accept('02 Site');
    await desktop.authenticate('wrong');
    const bad = {
      codes: [
        { code: '', description: '' },
        { code: '03', description: 'Concrete' },
      ],
    };
    await service.api('POST', `${desktop.path}/import`, { body: bad });
    const { sessions } = (await service.api('GET', `${desktop.path}/sessions`)).body;
    const hook = { url: 'https://example.com/hook', events: ['code.synced'] };
    const { id: webhook } = (await service.api('POST', `${desktop.path}/webhooks`, { body: hook })).body;
    const { body: delivery } = await service.api('POST', `${desktop.path}/webhooks/${webhook}/test`);
    for (const call of CALLS) {
      const schema = 'schema' in call.answer ? call.answer.schema : undefined;
      if (!schema || call.id === 'getDescription') continue;
      const path = `/api${call.path}`
        .replace('/api/companies/:company', desktop.path)
        .replace(':code', '01')
        .replace(':session', sessions[0].id)
        .replace(':userName', 'somebody')
        .replace('webhooks/:id', `webhooks/${webhook}`)
        .replace(':delivery', delivery.id);
      const body =
        call.id === 'importCodes'
          ? bad
          : call.id === 'createUser'
            ? { ...(call.example as object), userName: 'joe' }
            : call.example;
      const answer = await service.api(call.method.toUpperCase(), path, body === undefined ? {} : { body });
      // Without an alarm there is no file to accept, and the example's code is none of this company's.
      if (call.id === 'acceptCompanyFile' || call.id === 'sendCodes') continue;
      expect(answer.status, `${call.id}: ${answer.text}`).toBe(call.answer.status);
      expect(schema.parse(answer.body), call.id).toEqual(answer.body);
    }
  });

  it('its page is readable without script and loads nothing from elsewhere', async () => {
    const service = await start();
    const page = await service.api('GET', '/api/docs', { anonymous: true });
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    expect(page.text).not.toMatch(/<script(?! src="\/script\.js)|<img|<iframe|style=|onclick/i);
    const addresses = [...page.text.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address ?? '');
    for (const address of addresses) expect(address).toMatch(/^(\/(?!\/)|#|openapi\.json$)/);
    for (const id of addresses.filter((each) => each.startsWith('#')))
      expect(page.text).toContain(` id="${id.slice(1)}"`);
    for (const address of addresses.filter((each) => !each.startsWith('#')))
      expect((await fetch(new URL(address, `${service.url}/api/docs`))).status, address).toBe(200);
    for (const { path } of CALLS) expect(page.text).toContain(path.replace(/:(\w+)/g, '{$1}'));
    expect(page.text).not.toMatch(/`|&amp;#|undefined/);
  });
});
