import { DomainError } from '@causeway/data-model';
import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Observable, throwError } from 'rxjs';
import { problemOf } from '../problems.js';
import { log } from '../telemetry.js';
import { traceIdOfRequest } from './request-span.js';

/** Anything but a refusal that the shop itself decided on, such as back-pressure. */
const hasCause = (error: unknown): boolean => !(error instanceof DomainError) || error.cause !== undefined;

/** The one place where an error becomes an answer: problem+json for HTTP; for events the error itself, for the transport to judge. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): Observable<never> | undefined {
    if (host.getType() !== 'http') return throwError(() => error);
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const [path = '/'] = request.url.split('?');
    const { status, body, headers } = problemOf(error, { path, traceId: traceIdOfRequest(request) });
    const about = { err: error, path, traceId: body.traceId };
    if (status === 500) log.error(about, 'unexpected error');
    else if (status > 500 && hasCause(error)) log.warn(about, 'what an answer needs is away');
    if (reply.sent) return undefined;
    reply.status(status).headers(headers);
    reply.send(JSON.stringify(body));
    return undefined;
  }
}
