/**
 * What looks like a secret and is none. Each entry was looked at; `starts` is the beginning of the literal, so that this list
 * holds none itself, and `in` the only files that may have it, anywhere where it is absent.
 */
export const allowed = [
  {
    starts: 'causeway-demo-1',
    why: "The demo users' password, which every start prints. Outside of local mode there are no demo users.",
  },
  {
    starts: 'SAS_KEY_VALUE',
    why: "The key of Microsoft's Service Bus emulator, the same for everybody and public in its documentation. No cloud takes it, and cloud mode refuses it.",
  },
  {
    starts: 'Eby8vdM02xNOcqF',
    in: ['docker-compose.yml', 'libs/engines/src/blob.ts', 'libs/runtime/src/env/weakness.ts'],
    why: "The account key of Azurite, the same for everybody and public in Microsoft's documentation. Cloud mode refuses it.",
  },
  {
    starts: '0af7651916cd43d',
    why: 'The trace id in the examples of the W3C Trace Context.',
  },
  {
    starts: 'pNSRzKKm2vfdbCu',
    in: ['libs/service-bus-emulator/test/administration.spec.ts'],
    why: 'The key of a rule that one test gives a topic of an emulator, which is gone after it.',
  },
  {
    starts: 'UreXLPWiP6Murms',
    in: ['libs/service-bus-emulator/test/administration.spec.ts'],
    why: 'The second key of that rule.',
  },
  {
    starts: 'cHJpbWFyeSBrZXk',
    in: ['libs/service-bus-emulator/test/security-management.spec.ts'],
    why: '"primary key of sender" in base64, of an emulator that is gone after the test.',
  },
  {
    starts: 'c2Vjb25kYXJ5IGt',
    in: ['libs/service-bus-emulator/test/security-management.spec.ts'],
    why: '"secondary key of send" in base64, of the same.',
  },
  {
    starts: 'Lf8zHK7eIg2IylA',
    in: ['apps/local-cloud/test/deep/planted.ts'],
    why: "The hash of the demo users' password at hardly any cost, which a test plants.",
  },
  {
    starts: 'sha1-Kq5sNclPz7Q',
    in: ['tools/supply-chain/check-lock.spec.mjs'],
    why: 'The hash of no package, which a test shows to be refused.',
  },
  {
    starts: '_+0',
    in: ['tools/patterns/verdicts.json'],
    why: 'Part of a text that one of our regular expressions takes long for, as found by the check of patterns.',
  },
];
