// Preload file for `node --import`: lets this process and its worker threads import TypeScript.
// The package's own `--import=tsx` leaves worker threads out on Node 20 (github.com/privatenumber/tsx/issues/354).
import { register } from 'tsx/esm/api';

register();
