import { describeReader } from '../reader-contract.ts';
import { readerOf, writeAccounts } from './reports.ts';

describeReader('report', async (accounts, folder) => {
  await writeAccounts(accounts, folder);
  return readerOf(folder);
});
