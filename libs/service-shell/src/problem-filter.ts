import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Observable, throwError } from 'rxjs';
import { loggable } from './loggable.js';
import { problemFrom } from './problem-from.js';
import { sendProblem } from './problem-reply.js';

/** Every error of every route leaves through here. Errors of message handlers pass unchanged: their bus decides about retries. */
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): Observable<never> | void {
    if (host.getType() !== 'http') return throwError(() => error);
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = problemFrom(error);
    if (problem.status >= 500) request.log[problem.status === 500 ? 'error' : 'warn']({ code: problem.code, error: loggable(problem.cause ?? error) }, 'request failed');
    if (reply.sent) return;
    if (reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    sendProblem(request, reply, problem);
  }
}
