package tidings.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RevocationsTest {

  private static final Instant START = Instant.parse("2027-01-31T12:00:00Z");

  private Instant now = START;
  private final Revocations revocations = new Revocations(() -> now, 2);
  private final List<Revocation> reported = new ArrayList<>();

  private static Caller caller(String user, @Nullable String tokenId) {
    var grants = new Grants(List.of(), List.of(), Set.of());
    return new Caller(user, Set.of(), grants, tokenId, START.plusSeconds(3600));
  }

  private static String in(long seconds) {
    return START.plusSeconds(seconds).toString();
  }

  @Test
  void aUsersTokensAreRevokedUntilThen() {
    revocations.apply("user:alice", in(10));
    assertThat(revocations.has(caller("alice", null))).isTrue();
    assertThat(revocations.has(caller("alice", "t-1"))).isTrue();
    assertThat(revocations.has(caller("alice2", "alice"))).isFalse();

    now = START.plusSeconds(10);
    assertThat(revocations.has(caller("alice", null))).isFalse();
  }

  @Test
  void aTokenIsNotTheUsersOthers() {
    revocations.apply("token:t-1", in(10));
    assertThat(revocations.has(caller("alice", "t-1"))).isTrue();
    assertThat(revocations.has(caller("alice", "t-2"))).isFalse();
    assertThat(revocations.has(caller("t-1", null))).isFalse();
  }

  private static Caller caller(Credential credential) {
    return new Caller("alice", null, Set.of(), Set.of(), Map.of(), Grants.NONE, credential);
  }

  @Test
  void aSessionIsRevokedWithAllItsTokensAndNoOther() {
    var end = START.plusSeconds(3600);
    revocations.apply("session:s-1", in(10));
    assertThat(revocations.has(caller(new Credential("t-1", "s-1", null, START, end)))).isTrue();
    assertThat(revocations.has(caller(new Credential("t-1", "s-2", null, START, end)))).isFalse();
    assertThat(revocations.has(caller(new Credential("s-1", null, null, START, end)))).isFalse();
  }

  @Test
  void ofAUserTheTokensIssuedBeforeAreRevokedAndLaterOnesAreNot() {
    var end = START.plusSeconds(3600);
    var revocation = Revocation.ofUserBefore("alice", START, START.plusSeconds(10));
    revocations.apply(revocation.key(), revocation.value());
    assertThat(revocations.has(caller(new Credential("t", null, null, START.minusSeconds(1), end))))
        .isTrue();
    assertThat(revocations.has(caller(new Credential("t", null, null, START, end)))).isFalse();
    assertThat(revocations.has(caller(new Credential("t", null, null, null, end))))
        .as("it may be an old one")
        .isTrue();
    assertThat(revocations.has(caller("alice2", null))).isFalse();
    assertThat(Revocation.of(revocation.key(), revocation.value())).isEqualTo(revocation);
    assertThat(Revocation.isOver(revocation.value(), START.plusSeconds(9))).isFalse();
    assertThat(Revocation.isOver(revocation.value(), START.plusSeconds(10))).isTrue();
  }

  @Test
  void aSubjectIsRevokedWhateverIdentifiesTheUser() {
    var end = START.plusSeconds(3600);
    var revocation = Revocation.ofSubjectBefore("sub-1", START, START.plusSeconds(10));
    revocations.apply(revocation.key(), revocation.value());
    var before = START.minusSeconds(1);
    assertThat(revocations.has(caller(new Credential("t", null, "sub-1", before, end)))).isTrue();
    assertThat(revocations.has(caller(new Credential("t", null, "sub-2", before, end)))).isFalse();
    assertThat(revocations.has(caller(new Credential("t", null, "sub-1", START, end)))).isFalse();
  }

  @Test
  void aUserWhoseNameLooksLikeATokenIsAUser() {
    revocations.apply("user:token:t-1", in(10));
    assertThat(revocations.has(caller("token:t-1", null))).isTrue();
    assertThat(revocations.has(caller("bob", "t-1"))).isFalse();
  }

  @Test
  void theLastRevocationOfAKeyWinsAndOneInThePastEndsIt() {
    revocations.apply("user:alice", in(10));
    revocations.apply("user:alice", in(5));
    now = START.plusSeconds(5);
    assertThat(revocations.has(caller("alice", null))).isFalse();

    revocations.apply("user:alice", in(100));
    revocations.apply("user:alice", in(-1));
    assertThat(revocations.has(caller("alice", null))).isFalse();
    assertThat(revocations.count()).isZero();
  }

  @Test
  void eachRevocationIsReportedOnce() {
    revocations.onRevoked(reported::add);
    revocations.apply("user:alice", in(10));
    revocations.apply("user:alice", in(10));
    revocations.apply("user:bob", in(-10));
    assertThat(reported).hasSize(1);
    assertThat(reported.getFirst().covers(caller("alice", null))).isTrue();
    assertThat(reported.getFirst().covers(caller("bob", null))).isFalse();
  }

  @Test
  void anEndedRevocationFreesCapacity() {
    revocations.apply("user:alice", in(5));
    var another = Revocation.of("user:carol", in(50));
    assertThat(revocations.hasCapacityFor(another)).isTrue();
    revocations.apply("user:bob", in(50));
    assertThat(revocations.hasCapacityFor(another)).isFalse();
    assertThat(revocations.hasCapacityFor(Revocation.of("user:bob", in(60)))).isTrue();
    assertThat(revocations.hasCapacityFor(Revocation.of("user:bob", in(-1)))).isTrue();
    now = START.plusSeconds(6);
    assertThat(revocations.hasCapacityFor(another)).isTrue();
    assertThat(revocations.count()).isEqualTo(1);
  }

  @Test
  void anInvalidRevocationIsRejected() {
    for (var wrong : List.of("alice", "group:staff")) {
      assertThatThrownBy(() -> revocations.apply(wrong, in(5)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(wrong);
    }
    assertThatThrownBy(() -> revocations.apply("user:alice", "soon"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("soon");
  }
}
