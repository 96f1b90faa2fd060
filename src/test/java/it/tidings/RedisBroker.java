package it.tidings;

import java.io.IOException;
import java.io.UncheckedIOException;
import redis.embedded.RedisServer;

/** A real Redis, a process of its own. */
final class RedisBroker implements AutoCloseable {

  private final RedisServer server;
  private final int port;

  private RedisBroker(RedisServer server, int port) {
    this.server = server;
    this.port = port;
  }

  static RedisBroker start() {
    int port = FreePort.find();
    try {
      var server =
          RedisServer.newRedisServer()
              .port(port)
              .bind("127.0.0.1")
              .setting("save \"\"")
              .setting("appendonly no")
              .build();
      server.start();
      return new RedisBroker(server, port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url() {
    return "redis://127.0.0.1:" + port;
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
