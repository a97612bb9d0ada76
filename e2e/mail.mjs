// A mail server for the stories: takes every letter and gives the links in it.
import { createServer } from "node:net";

/** `post.port` is where it listens; `post.link(address, path)` waits for a letter with such a link. */
export async function post() {
  const letters = [];
  const server = createServer((socket) => {
    let [rest, to, body] = ["", "", null];
    socket.setEncoding("utf8");
    socket.on("error", () => {});
    socket.write("220 stories\r\n");
    socket.on("data", (text) => {
      rest += text;
      for (let end = rest.indexOf("\r\n"); end >= 0; end = rest.indexOf("\r\n")) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (body !== null) {
          if (line !== ".") body.push(line);
          else {
            letters.push({ to, text: body.join("\r\n") });
            body = null;
            socket.write("250 ok\r\n");
          }
          continue;
        }
        const word = line.split(" ")[0].toUpperCase();
        if (word === "RCPT") to = line.match(/<(.*?)>/)[1];
        if (word === "DATA") body = [];
        socket.write(word === "EHLO" ? "250-stories\r\n250 8BITMIME\r\n" : word === "DATA" ? "354 go on\r\n" : word === "QUIT" ? "221 bye\r\n" : "250 ok\r\n");
        if (word === "QUIT") socket.end();
      }
    });
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const plain = ({ text }) => {
    const soft = text.replace(/=\r\n/g, "").replace(/=3D/g, "=");
    const coded = [...text.matchAll(/\r\n\r\n((?:[A-Za-z0-9+/]+={0,2}(?:\r\n|$))+)/g)].map((found) => found[1]);
    return soft + coded.map((part) => Buffer.from(part, "base64").toString("utf8")).join("\n");
  };
  return {
    port: server.address().port,
    letters,
    async link(address, path) {
      for (let tries = 0; tries < 150; tries += 1) {
        for (const letter of letters.filter((one) => one.to === address).reverse()) {
          const found = plain(letter).match(new RegExp(`http://[^\\s"<>]*${path}[^\\s"<>]*`));
          if (found) return found[0];
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      throw new Error(`no letter to ${address} with ${path}`);
    },
    stop: () => new Promise((closed) => server.close(closed)),
  };
}
