#!/usr/bin/env node
// Registers tsx, which compiles the TypeScript sources on import.
import { register } from 'tsx/esm/api';

register();
await import('../scripts/socketio-contract.ts');
