// SPDX-License-Identifier: Apache-2.0
package dev.whittle.sampling;

import dev.whittle.config.UserError;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * HTTP/1.1 with one thread for thousands of requests in flight, on the Netty that Spark brings.
 *
 * <p>Connections are kept and used again, the last one first. Everything that changes does so on
 * the one thread.
 */
final class HttpClient {
  /** Far beyond any text of a model; beyond that, a server is not what it should be. */
  private static final int LARGEST = 64 << 20;

  private static final Map<String, HttpClient> SHARED = new ConcurrentHashMap<>();
  private static final EventLoopGroup THREAD =
      new MultiThreadIoEventLoopGroup(
          1,
          new DefaultThreadFactory("whittle-http", true),
          Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());

  private final EventLoop loop = THREAD.next();
  private final Bootstrap bootstrap;
  private final Map<String, Deque<Connection>> idle = new HashMap<>();
  private final SslContext tls;

  /**
   * An answer, whatever it says.
   *
   * @param retryAfter the header of that name
   */
  record Answer(int status, Optional<String> retryAfter, byte[] body) {}

  private HttpClient(SslContext tls, Duration connectTimeout) {
    this.tls = tls;
    this.bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) connectTimeout.toMillis())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true)
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    // What is needed is added when it is known to whom we connect.
                  }
                });
  }

  /**
   * The client of this process that verifies certificates.
   *
   * @param endpoints whom it is for
   * @param caFile PEM file of the authorities to trust; empty for Java's own
   * @throws UserError when the file cannot be read
   */
  static HttpClient of(List<String> endpoints, String caFile, Duration connectTimeout) {
    boolean encrypted = endpoints.stream().anyMatch(url -> url.startsWith("https:"));
    return SHARED.computeIfAbsent(
        encrypted ? "https " + caFile : "http",
        missing -> new HttpClient(encrypted ? trusting(caFile) : null, connectTimeout));
  }

  private static SslContext trusting(String caFile) {
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .endpointIdentificationAlgorithm("HTTPS");
    try {
      if (caFile.isEmpty()) {
        return builder.build();
      }
      try (InputStream in = Files.newInputStream(Path.of(caFile))) {
        return builder.trustManager(in).build();
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new UserError(
          "Cannot trust "
              + caFile
              + " (server.ca-file): "
              + (e.getCause() == null ? e : e.getCause()).getMessage()
              + ". Give a PEM file that is on every executor.",
          e);
    }
  }

  /**
   * Asks; cancelling what it gives closes the connection.
   *
   * @param body what to POST, or null to GET
   * @param key the bearer token, or null
   * @return the answer, or {@link ConnectException} when nobody is there, {@link TimeoutException}
   *     after the deadline, or another {@link IOException}
   */
  CompletableFuture<Answer> ask(URI url, byte[] body, String key, Duration deadline) {
    Exchange exchange = new Exchange(url, body, key);
    loop.execute(
        () -> {
          exchange.deadline =
              loop.schedule(exchange::expire, deadline.toMillis(), TimeUnit.MILLISECONDS);
          send(exchange);
        });
    return exchange;
  }

  private void send(Exchange exchange) {
    if (exchange.isDone()) {
      return;
    }
    Deque<Connection> kept = idle.get(exchange.authority);
    Connection connection = kept == null ? null : kept.pollLast();
    if (connection != null) {
      connection.write(exchange);
      return;
    }
    connect(exchange);
  }

  private void connect(Exchange exchange) {
    boolean encrypted = "https".equals(exchange.url.getScheme());
    int port = exchange.url.getPort() >= 0 ? exchange.url.getPort() : encrypted ? 443 : 80;
    String host = exchange.url.getHost();
    ChannelFuture connecting =
        bootstrap.connect(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port);
    exchange.channel = connecting.channel();
    connecting.addListener(
        done -> {
          if (!done.isSuccess()) {
            ConnectException away = new ConnectException(String.valueOf(done.cause().getMessage()));
            away.initCause(done.cause());
            exchange.end(null, away);
            return;
          }
          Channel channel = connecting.channel();
          Connection connection = new Connection(exchange.authority);
          if (encrypted) {
            channel.pipeline().addLast(tls.newHandler(channel.alloc(), host, port));
          }
          channel
              .pipeline()
              .addLast(new HttpClientCodec(), new HttpObjectAggregator(LARGEST), connection);
          connection.write(exchange);
        });
  }

  /** A question until its answer, on one connection or, when a kept one was stale, on two. */
  private final class Exchange extends CompletableFuture<Answer> {
    private final URI url;
    private final String authority;
    private final byte[] body;
    private final String key;
    private Channel channel;
    private Future<?> deadline;

    Exchange(URI url, byte[] body, String key) {
      this.url = url;
      this.authority = url.getScheme() + "://" + url.getAuthority();
      this.body = body;
      this.key = key;
    }

    private void expire() {
      end(null, new TimeoutException());
      close();
    }

    private void close() {
      if (channel != null) {
        channel.close();
      }
    }

    private void end(Answer answer, Throwable error) {
      deadline.cancel(false);
      if (error == null) {
        complete(answer);
      } else {
        completeExceptionally(error);
      }
    }

    @Override
    public boolean cancel(boolean interrupt) {
      boolean cancelled = super.cancel(interrupt);
      if (cancelled) {
        // A server stops generating when the connection is closed.
        loop.execute(
            () -> {
              deadline.cancel(false);
              close();
            });
      }
      return cancelled;
    }

    private DefaultFullHttpRequest request() {
      String path = url.getRawPath() + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery());
      DefaultFullHttpRequest request =
          new DefaultFullHttpRequest(
              HttpVersion.HTTP_1_1,
              body == null ? HttpMethod.GET : HttpMethod.POST,
              path,
              body == null ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
      request.headers().set(HttpHeaderNames.HOST, url.getAuthority());
      if (body != null) {
        request
            .headers()
            .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
            .set(HttpHeaderNames.CONTENT_LENGTH, body.length);
      }
      if (key != null) {
        request.headers().set(HttpHeaderNames.AUTHORIZATION, "Bearer " + key);
      }
      return request;
    }
  }

  /** A connection, and what is asked over it. */
  private final class Connection extends SimpleChannelInboundHandler<FullHttpResponse> {
    private final String authority;
    private Channel channel;
    private Exchange exchange;
    private boolean used;
    private IOException broken;

    Connection(String authority) {
      this.authority = authority;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      channel = context.channel();
    }

    private void write(Exchange next) {
      exchange = next;
      next.channel = channel;
      if (next.isDone()) {
        channel.close();
        return;
      }
      channel
          .writeAndFlush(next.request())
          .addListener(
              done -> {
                if (!done.isSuccess()) {
                  broken = new IOException(String.valueOf(done.cause().getMessage()), done.cause());
                  channel.close();
                }
              });
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
      Exchange done = exchange;
      exchange = null;
      if (done == null || response.decoderResult().isFailure()) {
        channel.close();
        if (done != null) {
          done.end(null, new IOException("what came is no HTTP"));
        }
        return;
      }
      Answer answer =
          new Answer(
              response.status().code(),
              Optional.ofNullable(response.headers().get(HttpHeaderNames.RETRY_AFTER)),
              ByteBufUtil.getBytes(response.content()));
      if (HttpUtil.isKeepAlive(response)) {
        used = true;
        idle.computeIfAbsent(authority, missing -> new ArrayDeque<>()).addLast(this);
      } else {
        channel.close();
      }
      done.end(answer, null);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      broken = new IOException(String.valueOf(cause.getMessage()), cause);
      context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      Exchange lost = exchange;
      exchange = null;
      if (lost == null) {
        Deque<Connection> kept = idle.get(authority);
        if (kept != null) {
          kept.remove(this);
        }
      } else if (used && !lost.isDone()) {
        // The server may have closed what it thought idle before it saw the question.
        connect(lost);
      } else {
        lost.end(null, broken == null ? new IOException("the connection was closed") : broken);
      }
    }
  }
}
