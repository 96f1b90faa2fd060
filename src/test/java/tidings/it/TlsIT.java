package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import tidings.it.support.HttpsClient;
import tidings.it.support.LibertyServer;
import tidings.it.support.SharedServer;

/** The protocols and suites that a client may agree on with the TLS endpoint. */
class TlsIT {

  private final LibertyServer server = SharedServer.get();
  private final SSLContext client = HttpsClient.trustingAll();

  private boolean agrees(String protocol, String suite) throws IOException {
    try (var socket =
        (SSLSocket) client.getSocketFactory().createSocket("localhost", server.httpsPort())) {
      socket.setEnabledProtocols(new String[] {protocol});
      socket.setEnabledCipherSuites(new String[] {suite});
      socket.startHandshake();
      return true;
    } catch (SSLException e) {
      return false;
    }
  }

  @Test
  void onlyForwardSecrecyAndAuthenticatedEncryptionAreAgreedOn() throws IOException {
    var agreed = new TreeSet<String>();
    for (var suite : client.getSupportedSSLParameters().getCipherSuites()) {
      for (var protocol : client.getSupportedSSLParameters().getProtocols()) {
        if (!protocol.startsWith("SSLv2") && agrees(protocol, suite)) {
          agreed.add(protocol + " " + suite);
        }
      }
    }
    assertThat(agreed)
        .contains(
            "TLSv1.2 TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLSv1.2 TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLSv1.3 TLS_AES_256_GCM_SHA384")
        .allMatch(
            found ->
                found.matches(
                    "TLSv1\\.3 TLS_(AES|CHACHA20).*|TLSv1\\.2 TLS_ECDHE_.*(GCM|POLY1305)_SHA\\d+"));
  }
}
