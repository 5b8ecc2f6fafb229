import { createHmac } from 'node:crypto';
import { fold } from '../core/text.ts';

/** Shows an address, or what stands for it. */
export type Mask = (address: string) => string;

export const showAddresses: Mask = (address) => address;

/**
 * Keyed hashes in place of addresses: the same address has the same mask as long as the key is the same, and nobody
 * without the key can tell which address it is.
 */
export function maskAddresses(key: string): Mask {
  return (address) => `account-${createHmac('sha256', key).update(fold(address)).digest('hex').slice(0, 16)}`;
}

/** An apostrophe is part of many names; one that opens a quotation is not. */
const ADDRESS =
  /[^\s@<>()[\]{}"',;:][^\s@<>()[\]{}",;:]*@[^\s@<>()[\]{}"',;:]+|[^\s@<>()[\]{}"',;:]@[^\s@<>()[\]{}"',;:]+/gu;

/** Masks every address within a text, such as a line of a policy file in a message. */
export function maskText(text: string, mask: Mask): string {
  return mask === showAddresses ? text : text.replace(ADDRESS, (address) => mask(address));
}
