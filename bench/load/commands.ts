import type { WireName } from './framing.js';
import type { LatencySummary } from './latencies.js';
import type { WorkloadName } from './workloads.js';

/** A server to put under load. */
export interface Target {
  readonly port: number;
  readonly wire: WireName;
  readonly pid: number;
  /** The process id of the database server, if the server has one. */
  readonly databasePid: number | undefined;
  /** The secret that signs tokens; without it, the server accepts usernames without tokens. */
  readonly secret: string | undefined;
  /** Whether the server counts unread messages, from 0 on. */
  readonly isCounting: boolean;
}

interface WindowCommand {
  readonly target: Target;
  readonly people: number;
  /** The number of conversations that the people write in; at most every pair of them. */
  readonly conversations: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

/** Each client starts its next operation when one of its operations is acknowledged. */
export interface ClosedCommand extends WindowCommand {
  readonly kind: 'closed';
  readonly workload: WorkloadName;
  /** The operations of each client that are in flight. */
  readonly inFlight: number;
}

/** The load sends messages at a fixed rate, however many are acknowledged. */
export interface OpenCommand extends WindowCommand {
  readonly kind: 'open';
  readonly messagesPerSecond: number;
}

/** The measurements of one window of time. */
export interface WindowReport {
  readonly seconds: number;
  /** The messages acknowledged in the window. Retries do not count. */
  readonly messages: number;
  readonly messagesPerSecond: number;
  /** In ms, from sending a message to the acknowledgement. */
  readonly ack: LatencySummary;
  /** In ms, from sending a message to the recipient's `chat`. */
  readonly delivery: LatencySummary;
  /** Per message. */
  readonly serverCpuMicroseconds: number;
  /** Per message. */
  readonly databaseCpuMicroseconds: number | undefined;
  /** The share that the load used of the one core that it can use. */
  readonly loadCpuShare: number;
  readonly serverResidentBytes: number;
  /** The messages of the whole run, warm-up included, of which each arrived exactly once. */
  readonly messagesChecked: number;
  readonly open?: {
    /** Messages that the load did not send because a second's worth of messages was not acknowledged. */
    readonly withheld: number;
    /** In ms, the delay of the sending behind its schedule. */
    readonly lag: LatencySummary;
  };
  /** The acknowledged second sends of messages. */
  readonly retries?: number;
  /** The sends, reads and fetches together. */
  readonly mixed?: {
    readonly operationsPerSecond: number;
    /** Per operation. */
    readonly serverCpuMicroseconds: number;
    readonly reads: number;
    readonly fetches: number;
    /** In ms, from the request to the acknowledgement. */
    readonly read: LatencySummary | undefined;
    readonly fetch: LatencySummary | undefined;
  };
}

/** Connects people until each of these numbers is reached, and leaves the connections idle. */
export interface IdleCommand {
  readonly kind: 'idle';
  readonly target: Target;
  readonly levels: readonly number[];
  readonly settleSeconds: number;
}

export interface IdleLevel {
  readonly connections: number;
  readonly connectsPerSecond: number;
  readonly serverCpuMicrosecondsPerConnect: number;
  readonly loadCpuShare: number;
  readonly bytesPerConnection: number;
}

/** Sends one message at a time to the server, in turns with one to the bare relay and one plain insert by the driver. */
export interface LoneCommand {
  readonly kind: 'lone';
  readonly target: Target;
  readonly relay: Target;
  /** Messages before the measurement. */
  readonly warmUpMessages: number;
  readonly messages: number;
  /** A database of the same kind on the same disk: `sqlite:` and a file, or `mysql://…`. */
  readonly plainDatabaseUrl: string;
}

/** Times in ms, in the order of the messages. */
export interface LoneTimes {
  readonly acks: readonly number[];
  readonly relayAcks: readonly number[];
  readonly inserts: readonly number[];
}

export interface LoneReport {
  /** Each message follows the one before at once. */
  readonly atOnce: LoneTimes;
  /** Each message follows some milliseconds without work. */
  readonly afterQuiet: LoneTimes;
}

/** Performs each operation on each server in turn. */
export interface OperationsCommand {
  readonly kind: 'operations';
  readonly datasets: readonly { readonly name: string; readonly target: Target; readonly olderThan: string }[];
  readonly samples: number;
}

/** By operation and dataset, the times of all samples in ms. */
export type OperationsReport = Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;

export type LoadCommand = ClosedCommand | OpenCommand | IdleCommand | LoneCommand | OperationsCommand;

export interface LoadReports {
  closed: WindowReport;
  open: WindowReport;
  idle: readonly IdleLevel[];
  lone: LoneReport;
  operations: OperationsReport;
}
