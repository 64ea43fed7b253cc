import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { expect } from 'chai';
import { type WebSocket, WebSocketServer } from 'ws';
import { FrameSocket } from '../../bench/load/frame-socket.js';

const handshake = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n';

describe('The WebSocket of the load', () => {
  describe('with a server of `ws`', () => {
    let server: WebSocketServer;
    let socket: FrameSocket;
    let peer: WebSocket;
    let received: string[];

    beforeEach(async () => {
      server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
      await once(server, 'listening');
      const connection = once(server, 'connection');
      socket = new FrameSocket((server.address() as AddressInfo).port, '/ws/?a=1');
      received = [];
      socket.onText = (text) => received.push(text);
      const [webSocket, request] = await connection;
      expect(request.url).to.equal('/ws/?a=1');
      peer = webSocket;
    });

    afterEach(() => {
      for (const client of server.clients) client.terminate();
      server.close();
    });

    for (const length of [0, 125, 126, 65_535]) {
      it(`sends a masked text of ${length} bytes`, async () => {
        const text = 'x'.repeat(length);
        const message = once(peer, 'message');
        socket.send(text);
        // `ws` ends a connection whose client does not mask.
        const [data, isBinary] = await message;
        expect(isBinary).to.equal(false);
        expect(String(data)).to.equal(text);
      });
    }

    it('sends and receives text that is not ASCII', async () => {
      const text = 'żółć 🦫'.repeat(20);
      peer.on('message', (data) => peer.send(String(data)));
      socket.send(text);
      await until(() => received.length === 1);
      expect(received).to.deep.equal([text]);
    });

    it('receives texts with every length of header, in order', async () => {
      const texts = [0, 1, 125, 126, 65_535, 65_536, 300_000].map((length) => 'y'.repeat(length));
      for (const text of texts) peer.send(text);
      await until(() => received.length === texts.length);
      expect(received).to.deep.equal(texts);
    });

    it('answers a ping', async () => {
      const pong = once(peer, 'pong');
      peer.ping('are you there?');
      expect(String((await pong)[0])).to.equal('are you there?');
    });

    it('closes with a close frame', async () => {
      const closed = once(peer, 'close');
      socket.close();
      socket.close();
      const [code] = await closed;
      // 1005: a close frame without a code. A broken connection is 1006.
      expect(code).to.equal(1005);
      await socket.ended;
    });

    it('ends with a reason when the server closes the connection', async () => {
      peer.close(1001);
      expect(await socket.ended).to.equal('the server closed it');
    });

    it('ends with the reason that the caller gives to destroy', async () => {
      socket.destroy('a reason');
      expect(await socket.ended).to.equal('a reason');
    });

    it('ends on a frame with an unsupported opcode', async () => {
      peer.send(Buffer.from('binary'), { binary: true });
      expect(await socket.ended).to.equal('the server sent a frame that begins with 130');
    });
  });

  describe('with a server that writes raw bytes', () => {
    let server: Server;
    let onConnection: (socket: Socket) => void;

    beforeEach(async () => {
      server = createServer((peer) => onConnection(peer.on('error', () => {})));
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
    });

    afterEach(() => {
      if (server.listening) server.close();
    });

    function connect(): FrameSocket {
      return new FrameSocket((server.address() as AddressInfo).port, '/');
    }

    it('reads frames that arrive byte by byte', async () => {
      const texts = ['one', 'z'.repeat(200)];
      const frames = [Buffer.from('\x81\x03one', 'latin1'), Buffer.from(`\x81\x7e\x00\xc8${texts[1]}`, 'latin1')];
      onConnection = async (peer) => {
        peer.setNoDelay();
        for (const byte of Buffer.concat([Buffer.from(handshake), ...frames])) {
          peer.write(Buffer.of(byte));
          await new Promise(setImmediate);
        }
      };
      const received: string[] = [];
      const socket = connect();
      socket.onText = (text) => received.push(text);
      await until(() => received.length === 2);
      expect(received).to.deep.equal(texts);
      socket.destroy('done');
      await socket.ended;
    });

    it('reads a frame that arrives together with the handshake', async () => {
      onConnection = (peer) => peer.write(Buffer.from(`${handshake}\x81\x03one`, 'latin1'));
      const received: string[] = [];
      const socket = connect();
      socket.onText = (text) => received.push(text);
      await until(() => received.length === 1);
      socket.destroy('done');
      await socket.ended;
    });

    it('delivers no text after it has ended', async () => {
      onConnection = (peer) => peer.write(Buffer.from(`${handshake}\x82\x00\x81\x03one`, 'latin1'));
      const received: string[] = [];
      const socket = connect();
      socket.onText = (text) => received.push(text);
      expect(await socket.ended).to.equal('the server sent a frame that begins with 130');
      expect(received).to.deep.equal([]);
    });

    it('ends after a timeout when the server does not close the connection', async function () {
      this.timeout(20_000);
      onConnection = (peer) => peer.write(Buffer.from(`${handshake}\x81\x03one`, 'latin1'));
      const socket = connect();
      await new Promise((resolve) => {
        socket.onText = resolve;
      });
      socket.close();
      expect(await socket.ended).to.equal('the server did not end it');
    });

    it('ends when the server refuses the handshake', async () => {
      onConnection = (peer) => peer.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n');
      expect(await connect().ended).to.equal('the server answered HTTP/1.1 400 Bad Request');
    });

    it('ends when no server listens', async () => {
      const { port } = server.address() as AddressInfo;
      server.close();
      await once(server, 'close');
      expect(await new FrameSocket(port, '/').ended).to.contain('ECONNREFUSED');
    });
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
}
