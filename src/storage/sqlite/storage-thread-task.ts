import type { NewAccount } from '../account-store.js';
import type { ChangeResult, ChatChange } from '../commit/chat-change.js';

/** The work that the storage thread does, and the result of each kind. */
export interface StorageTasks {
  commit: { input: readonly ChatChange[]; result: readonly ChangeResult[] };
  insertAccount: { input: NewAccount; result: number };
  deleteAccount: { input: { readonly id: number; readonly deletedAt: number }; result: boolean };
}

export type TaskKind = keyof StorageTasks;

/** A message to the storage thread. */
export type StorageTask = { [Kind in TaskKind]: { kind: Kind; input: StorageTasks[Kind]['input'] } }[TaskKind];

/** The thread's answer to a task. An Error loses its `code` on the way between threads, so the answer carries it. */
export type StorageAnswer =
  | { readonly result: StorageTasks[TaskKind]['result'] }
  | { readonly failure: { readonly message: string; readonly code: string } };
