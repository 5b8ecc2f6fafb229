import { createSandboxReader } from '../../../src/directory/sandbox/reader.ts';
import { createSandboxWriter } from '../../../src/directory/sandbox/writer.ts';
import { describeReader } from '../reader-contract.ts';
import { describeWriter } from '../writer-contract.ts';
import { makeSandbox, turnedClock } from './tenant.ts';

describeReader('the sandbox', async (accounts, folder) => {
  return createSandboxReader(await makeSandbox(accounts, folder), turnedClock().now);
});

describeWriter('the sandbox', async (accounts, folder) => {
  const file = await makeSandbox(accounts, folder);
  const clock = turnedClock();
  return { reader: createSandboxReader(file, clock.now), writer: createSandboxWriter(file, clock) };
});
