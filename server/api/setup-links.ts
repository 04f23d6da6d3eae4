/** Links by which somebody without an account connects a company's Web Connector. */
import { z } from 'zod';
import { newSetupLink } from '../doors/schemas.ts';
import { setupAddress } from '../doors/setup-address.ts';
import { HttpProblem, notFound } from '../http/problem.ts';
import {
  endSetupLink,
  makeSetupLink,
  SETUP_LINKS_MAX,
  type SetupLink,
  setupLinksOf,
} from '../identity/setup-links.ts';
import { text, time } from './answers.ts';
import { type Call, call } from './call.ts';

const linkView = ({ id, createdAt, expiresAt }: SetupLink) => ({ id, createdAt, expiresAt });

export const SETUP_LINK_CALLS: readonly Call[] = [
  call({
    method: 'get',
    path: '/companies/:company/setup-links',
    id: 'listSetupLinks',
    right: 'companyAdmin',
    summary: 'The setup links that have not ended',
    answer: {
      status: 200,
      schema: z.object({ setupLinks: z.array(z.object({ id: text, createdAt: time, expiresAt: time })) }),
    },
    async handle({ store }, { company }) {
      return { setupLinks: (await setupLinksOf(store, company)).map(linkView) };
    },
  }),
  call({
    method: 'post',
    path: '/companies/:company/setup-links',
    id: 'createSetupLink',
    right: 'companyAdmin',
    summary: 'Make a setup link; its address is shown this once',
    notes:
      'Whoever has the address can load the .qwc, make one new password of the connector, and see whether it has worked.',
    body: newSetupLink,
    example: { hours: 24 },
    answer: { status: 201, schema: z.object({ id: text, url: text, expiresAt: time }) },
    problems: ['too-many-setup-links'],
    once: true,
    secret: ['answer'],
    async handle({ store, random, publicURL }, { company, body }) {
      const made = await makeSetupLink(store, random, company, body.hours);
      if (!made)
        throw new HttpProblem(
          'too-many-setup-links',
          `The company has ${SETUP_LINKS_MAX} setup links. End one that is no longer used.`,
        );
      const { id, expiresAt } = made.link;
      return { id, url: setupAddress(publicURL, made.text), expiresAt };
    },
  }),
  call({
    method: 'delete',
    path: '/companies/:company/setup-links/:id',
    params: { id: "The link's id" },
    id: 'endSetupLink',
    right: 'companyAdmin',
    summary: 'End a setup link',
    answer: { status: 204 },
    async handle({ store }, { company, params }) {
      if (!(await endSetupLink(store, company, params.id))) throw notFound('such setup link');
    },
  }),
];
