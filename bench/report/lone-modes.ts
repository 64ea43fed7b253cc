import type { LoneReport } from '../load/commands.js';

/** The ways in which lone messages are sent, and their titles. */
export const loneModes: readonly { readonly mode: keyof LoneReport; readonly title: string }[] = [
  { mode: 'atOnce', title: 'one after the other' },
  { mode: 'afterQuiet', title: 'after 5 ms without work' },
];
