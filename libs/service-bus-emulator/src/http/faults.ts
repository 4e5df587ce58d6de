import type { IncomingMessage } from 'node:http';
import type { Answer } from '../atom/answer.js';
import { bodyOf } from '../atom/body.js';
import { BadRequest } from '../atom/problems.js';
import type { Faults } from '../faults/faults.js';
import { checkedPlan } from '../faults/plan.js';
import { EmulatorError } from '../start-error.js';
import { json } from './json.js';

/** Answers `/faults`: PUT puts a plan in force, GET tells it and what was done, DELETE ends it. */
export async function answerFaults(request: IncomingMessage, faults: Faults): Promise<Answer> {
  try {
    if (request.method === 'PUT') faults.plan = checkedPlan(parsed(await bodyOf(request)));
    else if (request.method === 'DELETE') faults.plan = undefined;
    else if (request.method !== 'GET')
      throw new BadRequest(405, `The method ${request.method} is not allowed here; PUT, GET and DELETE are.`);
    return json(200, { plan: faults.plan ?? null, done: faults.done });
  } catch (error) {
    if (error instanceof EmulatorError) return json(400, { error: error.message });
    if (error instanceof BadRequest) return json(error.status, { error: error.message });
    throw error;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadRequest(400, 'The plan of faults cannot be used: it must be JSON.');
  }
}
