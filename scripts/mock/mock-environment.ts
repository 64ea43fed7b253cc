import type { Contract } from '../codegen/contract.js';
import { Authenticator } from './authenticator.js';
import { type ContractChecks, contractChecks } from './contract-checks.js';
import { ErrorReplies } from './error-replies.js';
import { Replies } from './replies.js';
import { Samples } from './samples.js';
import { Users } from './users.js';
import type { Wire } from './wire.js';

/** The objects that the parts of a mock share. */
export interface MockEnvironment {
  readonly contract: Contract;
  readonly checks: ContractChecks;
  readonly samples: Samples;
  readonly errors: ErrorReplies;
  readonly replies: Replies;
  readonly users: Users;
  readonly authenticator: Authenticator;
  readonly wire: Wire;
  /** Called with one-line messages about mistakes of clients. */
  readonly note: (line: string) => void;
}

interface EnvironmentOptions {
  readonly seed: number;
  readonly acceptsNameTokens: boolean;
  readonly wire: Wire;
  readonly note: (line: string) => void;
}

export function makeEnvironment(contract: Contract, options: EnvironmentOptions): MockEnvironment {
  const checks = contractChecks(contract);
  const samples = new Samples(contract, checks, options.seed);
  const users = new Users();
  return {
    contract,
    checks,
    samples,
    errors: new ErrorReplies(contract, checks, samples),
    replies: new Replies(contract, checks, samples),
    users,
    authenticator: new Authenticator(contract, checks, users, options),
    wire: options.wire,
    note: options.note,
  };
}
