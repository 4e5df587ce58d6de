import { openFunctions } from '@causeway/runtime/functions';
import { openService, type Service } from '@causeway/runtime/http';
import { httpHandler, openLambda } from '@causeway/runtime/lambda';
import type { DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { startApiGateway } from './api-gateway.js';
import { startFunctionsFront } from './functions-front.js';

const nothing = async (): Promise<void> => undefined;

/** What a service can stand behind. */
export type TestDoor = 'server' | 'lambda' | 'functions';

const all: readonly TestDoor[] = ['server', 'lambda', 'functions'];

/** `CAUSEWAY_TEST_DOOR`: the door that all suites of a service are run behind. */
const asked = all.find((door) => door === process.env.CAUSEWAY_TEST_DOOR);
export const doorUnderTest: TestDoor = asked ?? 'server';

/** For the suite of a service that is run behind every door, unless one was asked for. */
export const doorsUnderTest: readonly TestDoor[] = asked === undefined ? all : [asked];

/** A service that can be spoken to at `url`, whatever stands between. */
export type BehindDoor = {
  app: NestFastifyApplication;
  url: string;
  /** Publishes what was committed by now, where somebody else than the process does; behind other doors it does so itself. */
  published(): Promise<void>;
  close(): Promise<void>;
};

/**
 * Opens a service as one of its doors does, and what turns HTTP into what that door takes.
 *
 * @param streamed what publishes the outbox of a service behind Lambda, after each of its answers
 */
export async function openBehind(
  door: TestDoor,
  service: Omit<Service, 'module'> & { module: DynamicModule },
  streamed: (app: NestFastifyApplication) => () => Promise<void> = () => nothing,
): Promise<BehindDoor> {
  if (door === 'server') return listening(await openService(service));
  if (door === 'lambda') {
    const lambda = await openLambda(service);
    const published = streamed(lambda.app);
    const gateway = await startApiGateway(httpHandler(lambda), () => void published().catch(() => undefined));
    return behind(lambda.app, gateway, published);
  }
  const opened = openFunctions({ ...service, module: async () => service.module, rounds: [] });
  const front = await startFunctionsFront();
  return behind(await opened(), front);
}

async function listening(app: NestFastifyApplication): Promise<BehindDoor> {
  await app.listen(0, '127.0.0.1');
  return { app, url: await app.getUrl(), published: nothing, close: () => app.close() };
}

const behind = (
  app: NestFastifyApplication,
  front: { url: string; stop(): Promise<void> },
  published = nothing,
): BehindDoor => ({
  app,
  url: front.url,
  published,
  close: async () => {
    await front.stop();
    await app.close();
  },
});
