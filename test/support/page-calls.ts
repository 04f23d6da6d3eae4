/** Pages and forms by HTTP alone, without a browser. */
import { put, verb } from './codes.ts';
import { ADMIN_PASSWORD, newCompany, pageOf, type Service } from './service.ts';

export const ADMIN = { user: 'admin', password: ADMIN_PASSWORD };

/** A page as a browser asks for it. */
export const get = (
  service: Service,
  path: string,
  headers: Record<string, string> = {},
  url = service.url,
) => fetch(url + path, { headers: { accept: 'text/html', ...headers }, redirect: 'manual' });
/** A form as a browser sends it. */
export const post = (
  service: Service,
  path: string,
  fields: Record<string, string> | [string, string][],
  headers: Record<string, string> = {},
  url = service.url,
) =>
  fetch(url + path, {
    method: 'POST',
    headers: { accept: 'text/html', ...headers },
    body: new URLSearchParams(fields),
    redirect: 'manual',
  });

/** A company with codes that wait, and the browser of an admin. */
export async function waiting(service: Service, codes: string[] = ['03', '04']) {
  const company = await newCompany(service);
  await put(service, company, codes);
  await verb(service, company, 'send');
  const browser = await pageOf(service, ADMIN);
  return {
    company,
    desk: company.path.replace('/api', ''),
    cookie: { cookie: browser.headers.cookie },
    csrf: browser.headers['x-csrf-token'],
  };
}
