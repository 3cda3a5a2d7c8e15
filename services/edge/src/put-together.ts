import type { IncomingMessage } from 'node:http';
import { Problem, problem } from '@daifa/service-shell/problems';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { deliver } from './deliver.js';
import type { Way } from './exchange.js';
import { back, type Headers } from './headers.js';
import { questionOf } from './pass-on.js';
import type { Replicas } from './replicas.js';

/** A thousand dead letters of the largest kind. */
const PART_CHARS_MAX = 8_388_608;

/** Longer than a database takes to be given up; a list that waits for a service that hangs is of no use to an operator. */
const PART_MS_MAX = 10_000;

/**
 * Answers with what all services answer: one list of theirs, what was last seen first, where they say when. A list that lacks
 * a service's part would look like good news, so a service that does not answer makes the whole a problem that names it. A
 * refusal (no key, wrong role) is the same from all and is passed on.
 *
 * @throws Problem 503; CallerGone
 */
export async function putTogether(request: FastifyRequest, reply: FastifyReply, services: readonly Replicas[], way: Way): Promise<void> {
  const question = { ...questionOf(request, reply), answerMsMax: PART_MS_MAX };
  const parts = await Promise.all(services.map((replicas) => part(() => deliver(question, replicas, way))));
  const silent = services.filter((_, n) => (parts[n]?.status ?? 503) >= 500);
  if (silent.length > 0) throw problem('BUSY', { services: silent.map(({ name }) => name) });
  const refusal = parts.find((one) => one?.status !== 200);
  if (refusal) {
    reply.hijack();
    reply.raw.writeHead(refusal.status, [...refusal.head]).end(refusal.text);
    return;
  }
  await reply.header('Cache-Control', 'no-store').send(parts.flatMap((one) => listOf(one?.text ?? '[]')).sort(byLastSeen));
}

type Part = { readonly status: number; readonly head: Headers; readonly text: string };

/** What a service says; null when it can not be asked. */
async function part(ask: () => Promise<IncomingMessage>): Promise<Part | null> {
  try {
    const answer = await ask();
    return { status: answer.statusCode ?? 503, head: back(answer), text: await textOf(answer) };
  } catch (error) {
    if (error instanceof Problem) return null;
    throw error;
  }
}

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = '';
  answer.setEncoding('utf8');
  for await (const chunk of answer) {
    text += String(chunk);
    if (text.length > PART_CHARS_MAX) throw problem('BUSY', { charsMax: PART_CHARS_MAX });
  }
  return text;
}

function listOf(text: string): readonly object[] {
  const list: unknown = JSON.parse(text);
  if (Array.isArray(list)) return list;
  throw new Error('a service answered an operation with something else than a list');
}

/** Lists without such a time stay in the order of the services: the sort is stable. */
function byLastSeen(a: object, b: object): number {
  return lastSeen(b).localeCompare(lastSeen(a));
}

function lastSeen(item: object): string {
  return 'lastSeen' in item && typeof item.lastSeen === 'string' ? item.lastSeen : '';
}
