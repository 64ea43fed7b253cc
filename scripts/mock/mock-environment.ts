import type { Contract } from '../codegen/contract.js';
import { Admission } from './admission.js';
import { type ContractChecks, contractChecks } from './contract-checks.js';
import { ErrorReplies } from './error-replies.js';
import { People } from './people.js';
import { Replies } from './replies.js';
import { Samples } from './samples.js';
import type { Wire } from './wire.js';

/** What the parts of a mock share. */
export interface MockEnvironment {
  readonly contract: Contract;
  readonly checks: ContractChecks;
  readonly samples: Samples;
  readonly errors: ErrorReplies;
  readonly replies: Replies;
  readonly people: People;
  readonly admission: Admission;
  readonly wire: Wire;
  /** Is told, in one line, what a developer of a client wants to know. */
  readonly note: (line: string) => void;
}

interface EnvironmentOptions {
  readonly seed: number;
  readonly takesNames: boolean;
  readonly wire: Wire;
  readonly note: (line: string) => void;
}

export function makeEnvironment(contract: Contract, options: EnvironmentOptions): MockEnvironment {
  const checks = contractChecks(contract);
  const samples = new Samples(contract, checks, options.seed);
  const people = new People();
  return {
    contract,
    checks,
    samples,
    errors: new ErrorReplies(contract, checks, samples),
    replies: new Replies(contract, checks, samples),
    people,
    admission: new Admission(contract, checks, people, options),
    wire: options.wire,
    note: options.note,
  };
}
