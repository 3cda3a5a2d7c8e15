import { request as httpRequest, type Agent, type ClientRequest, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Timers } from '@daifa/ports/ports';
import type { Headers } from './headers.js';
import type { Replica } from './replicas.js';
import type { Body } from './request-body.js';

/** A round trip between data centres takes a tenth of it. */
const CONNECT_MS_MAX = 1_000;

export type Question = {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** Without Host. */
  readonly headers: Headers;
  readonly body: Body;
  /** For the head of the answer; its body takes as long as it takes. */
  readonly answerMsMax: number;
  /** Aborts when nobody waits for the answer any more. */
  readonly gone: AbortSignal;
};

export type Outcome =
  | { readonly kind: 'answered'; readonly answer: IncomingMessage }
  /** There was no connection, and nothing of the question has left this process. */
  | { readonly kind: 'unsent'; readonly cause: Error }
  /** The connection broke before an answer: what became of the question is unknown. */
  | { readonly kind: 'broken'; readonly cause: Error }
  | { readonly kind: 'late' };

export type Way = { readonly agent: Agent; readonly timers: Timers };

/** Asks one replica, once. The body is touched only when there is a connection. */
export function exchange(question: Question, { hostname, port, host }: Replica, { agent, timers }: Way): Promise<Outcome> {
  const { method, path, headers, body, answerMsMax, gone } = question;
  return new Promise((resolve) => {
    const settled = new AbortController();
    let sent = false;
    let late = false;
    const settle = (outcome: Outcome): void => {
      settled.abort('settled'); // a reason of its own: making the default one takes a stack trace
      gone.removeEventListener('abort', leave);
      resolve(outcome);
    };
    const request = httpRequest({ agent, hostname, port, method, path, headers: ['Host', host, ...headers], setHost: false });
    const leave = (): void => void request.destroy();
    gone.addEventListener('abort', leave);
    request.on('error', (cause) => settle(late ? { kind: 'late' } : { kind: sent ? 'broken' : 'unsent', cause }));
    request.once('response', (answer) => {
      endWith(answer, request, question);
      settle({ kind: 'answered', answer });
    });
    request.once('socket', (socket) => whenConnected(socket, request, timers, () => {
      sent = true;
      body.sendTo(request);
    }));
    void timers.sleep(answerMsMax, settled.signal).then(() => {
      if (settled.signal.aborted) return;
      late = true;
      request.destroy();
    });
  });
}

function whenConnected(socket: Socket, request: ClientRequest, timers: Timers, go: () => void): void {
  if (!socket.connecting) return go();
  const connected = new AbortController();
  socket.once('connect', () => {
    connected.abort('connected');
    go();
  });
  request.once('close', () => connected.abort('closed'));
  void timers.sleep(CONNECT_MS_MAX, connected.signal).then(() => {
    if (!connected.signal.aborted) request.destroy(new Error(`no connection within ${CONNECT_MS_MAX} ms`));
  });
}

/** An answer may be complete before the question is: the rest of it is nobody's, and its connection cannot be used again. */
function endWith(answer: IncomingMessage, request: ClientRequest, { body, gone }: Question): void {
  const leave = (): void => void answer.destroy();
  gone.addEventListener('abort', leave);
  answer.once('close', () => {
    gone.removeEventListener('abort', leave);
    if (request.writableFinished) return;
    body.letGo();
    request.destroy();
  });
}
