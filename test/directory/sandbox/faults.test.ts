import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SandboxFaults } from '../../../src/generated/sandbox-faults.ts';
import { type DirectoryWriter, RequestError, type WriteResult } from '../../../src/directory/port.ts';
import type { Clock } from '../../../src/machine/clock.ts';
import { loadFaults } from '../../../src/directory/sandbox/faults.ts';
import { parseFaults } from '../../../src/commands/apply/sandbox.ts';
import { createSandboxWriter } from '../../../src/directory/sandbox/writer.ts';
import { inFolder, requestOf, running } from '../scene.ts';
import { crew } from './child.ts';
import { NOON, loaded, makeSandbox, readWrites, turnedClock } from './tenant.ts';

const FIVE = crew(5);
const DISABLE = requestOf('disable', 'disabled', FIVE);
const APPLIED = FIVE.map((): WriteResult => ({ outcome: 'applied' }));
const ALREADY = FIVE.map((): WriteResult => ({ outcome: 'already' }));

describe('a fault of the sandbox', () => {
  it('that refuses does nothing, and says that trying again is of no use', async () => {
    await withFaults([{ request: 1, fault: 'refused' }], async ({ writer, written }) => {
      await rejects(disable(writer), failsWith({ code: 'refused', retryable: false, uncertain: false }));
      deepEqual(written(), []);
    });
  });

  it('that is retryable does nothing, and the next try is done', async () => {
    await withFaults([{ request: 1, fault: 'retryable' }], async ({ writer, written }) => {
      await rejects(disable(writer), failsWith({ code: 'unavailable', retryable: true, uncertain: false }));
      deepEqual(written(), []);
      deepEqual(await disable(writer), APPLIED);
    });
  });

  it('that times out before it is done cannot be told from one that times out after', async () => {
    const faults: SandboxFaults = [
      { request: 1, fault: 'timeout-before' },
      { request: 2, fault: 'timeout-after' },
    ];
    await withFaults(faults, async ({ writer, written }) => {
      await rejects(disable(writer), failsWith({ code: 'timeout', retryable: true, uncertain: true }));
      deepEqual(written(), []);
      await rejects(disable(writer), failsWith({ code: 'timeout', retryable: true, uncertain: true }));
      deepEqual(written(), addresses(FIVE));
      deepEqual(await disable(writer), ALREADY);
      deepEqual(written(), addresses(FIVE));
    });
  });

  it('that is slow does all, and answers late', async () => {
    await withFaults([{ request: 1, fault: 'slow', latency: 90_000 }], async ({ writer, clock }) => {
      deepEqual(await disable(writer), APPLIED);
      equal(clock.now(), NOON + 90_000);
    });
  });

  it('that is partial does every second account, and the others can be tried again', async () => {
    await withFaults([{ request: 1, fault: 'partial' }], async ({ writer, written }) => {
      const results = await disable(writer);
      deepEqual(
        results.map((result) => (result.outcome === 'failed' ? [result.code, result.retryable] : result.outcome)),
        [['partial', true], 'applied', ['partial', true], 'applied', ['partial', true]],
      );
      deepEqual(written(), ['a1@nhs.net', 'a3@nhs.net']);
    });
  });

  it('may be late whatever it is', async () => {
    const faults: SandboxFaults = [
      { request: 1, fault: 'refused', latency: 1000 },
      { request: 2, fault: 'partial', latency: 2000 },
    ];
    await withFaults(faults, async ({ writer, clock }) => {
      await rejects(disable(writer), failsWith({ code: 'refused', retryable: false, uncertain: false }));
      equal(clock.now(), NOON + 1000);
      await disable(writer);
      equal(clock.now(), NOON + 3000);
    });
  });

  it('meets one request alone, and each repeat is a request of its own', async () => {
    await withFaults([{ request: 2, fault: 'refused' }], async ({ writer }) => {
      deepEqual(await disable(writer), APPLIED);
      await rejects(disable(writer), failsWith({ code: 'refused', retryable: false, uncertain: false }));
      deepEqual(await disable(writer), ALREADY);
    });
  });

  it('is counted in the file, whoever writes to it', async () => {
    await withFaults([{ request: 2, fault: 'refused' }], async ({ writer, file, clock }) => {
      await disable(writer);
      await rejects(disable(createSandboxWriter(file, clock)), RequestError);
    });
  });

  it('is counted from the setting of the faults, and gone when others are set', async () => {
    await withFaults([{ request: 1, fault: 'refused' }], async ({ writer, file }) => {
      await rejects(disable(writer), RequestError);
      deepEqual(loadFaults(file, [{ request: 2, fault: 'retryable' }]), { ok: true, value: 1, diagnostics: [] });
      deepEqual(await disable(writer), APPLIED);
      await rejects(disable(writer), failsWith({ code: 'unavailable', retryable: true, uncertain: false }));
    });
  });

  it('is gone after a load', async () => {
    await withFaults([{ request: 1, fault: 'refused' }], async ({ writer, file, written }) => {
      await loaded(file, FIVE);
      deepEqual(await disable(writer), APPLIED);
      deepEqual(written(), addresses(FIVE));
    });
  });

  it('is not met by a request that breaks the rules', async () => {
    await withFaults([{ request: 1, fault: 'retryable' }], async ({ writer }) => {
      const tooMany = requestOf('disable', 'disabled', crew(51));
      await rejects(
        writer.write(tooMany, running()),
        failsWith({ code: 'over-limit', retryable: false, uncertain: false }),
      );
      await rejects(disable(writer), failsWith({ code: 'unavailable', retryable: true, uncertain: false }));
    });
  });

  it('stops waiting when it is told to, and leaves open what became of the request', async () => {
    await withFaults([{ request: 1, fault: 'slow', latency: 60_000 }], async ({ file, written }) => {
      const stop = new AbortController();
      const clock: Clock = {
        now: () => NOON,
        async sleep(_milliseconds, signal) {
          stop.abort();
          signal.throwIfAborted();
        },
      };
      const write = createSandboxWriter(file, clock).write(DISABLE, stop.signal);
      await rejects(write, failsWith({ code: 'aborted', retryable: true, uncertain: true }));
      deepEqual(written(), addresses(FIVE));
    });
  });
});

describe('the file of faults', () => {
  it('may be YAML or JSON', () => {
    const faults: SandboxFaults = [
      { request: 1, fault: 'slow', latency: 5 },
      { request: 3, fault: 'partial' },
    ];
    deepEqual(parseFaults('f.json', JSON.stringify(faults)), { ok: true, value: faults, diagnostics: [] });
    const yaml = '- { request: 1, fault: slow, latency: 5 }\n- request: 3\n  fault: partial\n';
    deepEqual(parseFaults('f.yaml', yaml), { ok: true, value: faults, diagnostics: [] });
  });

  it('may be an empty list', () => {
    deepEqual(parseFaults('f.yaml', '[]'), { ok: true, value: [], diagnostics: [] });
  });

  for (const [what, text, expected] of badFiles()) {
    it(`is refused with ${what}, at its line`, () => {
      const { ok: fine, diagnostics } = parseFaults('f.yaml', text);
      ok(!fine);
      deepEqual(
        diagnostics.map(({ line, code }) => `${line} ${code}`),
        expected,
      );
    });
  }
});

function badFiles(): [string, string, string[]][] {
  return [
    [
      'an unknown fault and no request',
      '- { request: 1, fault: refused }\n- { fault: broken }',
      ['2 schema-missing-property', '2 schema-value'],
    ],
    ['a request below 1', '- request: 0\n  fault: slow', ['1 schema-range']],
    [
      'two faults for one request',
      '- { request: 4, fault: slow }\n- { request: 4, fault: refused }',
      ['2 fault-repeated'],
    ],
    ['a mapping in place of the list', 'request: 1\nfault: slow', ['1 schema-type']],
    ['broken YAML', '- { request: 1', ['1 yaml-syntax']],
  ];
}

interface Scene {
  readonly writer: DirectoryWriter;
  readonly file: string;
  readonly clock: Clock;
  /** Addresses that were really written, oldest first. */
  written(): string[];
}

async function withFaults(faults: SandboxFaults, test: (scene: Scene) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    const file = await makeSandbox(FIVE, folder);
    ok(loadFaults(file, faults).ok);
    const clock = turnedClock();
    const written = (): string[] => addresses(readWrites(file));
    await test({ writer: createSandboxWriter(file, clock), file, clock, written });
  });
}

function disable(writer: DirectoryWriter): Promise<WriteResult[]> {
  return writer.write(DISABLE, running());
}

function addresses(list: readonly { readonly address: string }[]): string[] {
  return list.map(({ address }) => address);
}

function failsWith(facts: Pick<RequestError, 'code' | 'retryable' | 'uncertain'>): (error: unknown) => boolean {
  return (error) => {
    ok(error instanceof RequestError);
    const { code, retryable, uncertain } = error;
    deepEqual({ code, retryable, uncertain }, facts);
    return true;
  };
}
