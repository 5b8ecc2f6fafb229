/** A directory in memory that works, fails and counts as a test wants it. */
import type { Account, ActualLevel, Membership } from '../../src/model/account.ts';
import type {
  AccountKey,
  DirectoryReader,
  DirectoryWriter,
  WriteRequest,
  WriteResult,
} from '../../src/directory/port.ts';

export const STATUS_OF: Record<ActualLevel, string> = {
  disabled: 'Admin Disabled',
  standard: 'Admin Enabled',
  'named-locations': 'Admin Enabled',
  unknown: '',
};
const MEMBERSHIP_OF: Record<ActualLevel, Membership> = {
  disabled: 'none',
  standard: 'standard',
  'named-locations': 'named-locations',
  unknown: 'unknown',
};

export function address(i: number): string {
  return `user${String(i).padStart(4, '0')}@nhs.net`;
}

export function account(name: string, level: ActualLevel, over: Partial<Account> = {}): Account {
  return {
    address: name,
    id: null,
    organisation: 'X26',
    unit: '',
    type: 'User',
    status: 'Active',
    userPolicy: '',
    roles: [],
    reported: STATUS_OF[level],
    methods: ['PhoneAppOTP'],
    membership: MEMBERSHIP_OF[level],
    compromised: false,
    ...over,
  };
}

/** What a write does instead of working; `null`: it works. */
export type Fault = (request: WriteRequest, number: number) => Promise<WriteResult[] | null> | WriteResult[] | null;

/** A directory in memory. */
export class MemoryDirectory {
  readonly accounts = new Map<string, Account>();
  readonly requests: WriteRequest[] = [];
  /** Times that each account was written, by address. */
  readonly writes = new Map<string, number>();
  fault: Fault = () => null;
  beforeRead: (keys: readonly AccountKey[]) => void | Promise<void> = () => undefined;
  limit = 50;
  name = 'sandbox-1';

  add(...accounts: Account[]): void {
    for (const one of accounts) this.accounts.set(one.address, one);
  }

  set(name: string, over: Partial<Account>): void {
    this.accounts.set(name, { ...(this.accounts.get(name) as Account), ...over });
  }

  level(name: string): Membership | null | undefined {
    return this.accounts.get(name)?.membership;
  }

  readonly reader: DirectoryReader = {
    kind: 'sandbox',
    read: () => Promise.reject(new Error('not needed')),
    readAccounts: async (keys, signal) => {
      signal.throwIfAborted();
      await this.beforeRead(keys);
      return keys.map((key) => this.accounts.get(key.address) ?? null);
    },
  };

  get writer(): DirectoryWriter {
    return { kind: 'sandbox', name: this.name, limit: () => this.limit, write: (request) => this.write(request) };
  }

  async write(request: WriteRequest): Promise<WriteResult[]> {
    this.requests.push(request);
    return (await this.fault(request, this.requests.length)) ?? this.perform(request);
  }

  perform(request: WriteRequest): WriteResult[] {
    return request.items.map(({ account: { address: name }, after }) => {
      const before = this.accounts.get(name);
      if (before === undefined)
        return { outcome: 'failed', code: 'gone', retryable: false, says: 'there is no such account' };
      this.writes.set(name, (this.writes.get(name) ?? 0) + 1);
      if (request.action === 're-enrol') this.set(name, { methods: [] });
      else this.set(name, { membership: MEMBERSHIP_OF[after.level], reported: after.status });
      return { outcome: 'applied' };
    });
  }
}
