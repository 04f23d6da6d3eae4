/** The cost code lists of a company. */
import { z } from 'zod';
import { addList } from '../codes/company.ts';
import type { CodeList } from '../codes/model.ts';
import { newList } from '../doors/schemas.ts';
import { HttpProblem } from '../http/problem.ts';
import { text } from './answers.ts';
import { type Call, call } from './call.ts';

const list = z.object({ id: text, name: text, quickBooks: z.boolean() });

const listView = ({ id, name, quickBooks }: CodeList) => ({ id, name, quickBooks });

export const LIST_CALLS: readonly Call[] = [
  call({
    method: 'get',
    path: '/companies/:company/lists',
    id: 'listLists',
    right: 'viewer',
    summary: 'The cost code lists',
    answer: { status: 200, schema: z.object({ lists: z.array(list) }) },
    handle: (_services, { company }) => ({ lists: company.lists.map(listView) }),
  }),

  call({
    method: 'post',
    path: '/companies/:company/lists',
    id: 'createList',
    right: 'sender',
    summary: 'Add a list; only the QuickBooks list is ever sent',
    body: newList,
    example: { name: 'Estimating' },
    answer: { status: 201, schema: list },
    problems: ['too-many-lists'],
    once: true,
    async handle({ store, random }, { company, body }) {
      const made = await addList(store, random, company, body.name);
      if (!made) throw new HttpProblem('too-many-lists', 'A company has at most 200 lists.');
      return listView(made);
    },
  }),
];
