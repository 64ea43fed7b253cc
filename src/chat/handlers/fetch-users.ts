import { listUsers } from '../../messenger/directory.js';
import type { Handler } from '../handler.js';

export const fetchUsers: Handler<'fetch-users'> = ({ accounts, presence }, { account }, payload) =>
  listUsers(accounts, presence, account, payload);
