import type { LoneReport } from '../load/commands.js';

/** How lone messages are sent, in words. */
export const loneModes: readonly { readonly mode: keyof LoneReport; readonly title: string }[] = [
  { mode: 'atOnce', title: 'one after the other' },
  { mode: 'afterQuiet', title: 'after 5 ms of quiet' },
];
