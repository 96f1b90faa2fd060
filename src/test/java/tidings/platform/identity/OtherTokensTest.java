package tidings.platform.identity;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.text.ParseException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.platform.security.RefusedException;

/** Claims in the published shapes of identity providers. */
class OtherTokensTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'typ':'ID','azp':'bank-app'}", // Keycloak
        "{'typ':'Refresh','azp':'bank-app'}",
        "{'typ':'Offline','azp':'bank-app'}",
        "{'typ':'Logout','sid':'s-1'}",
        "{'typ':'refresh '}",
        "{'typ':'InitialAccessToken'}",
        "{'typ':'RegistrationAccessToken'}",
        "{'token_use':'id','cognito:username':'alice'}", // Amazon Cognito
        "{'nonce':'n-0S6','at_hash':'77QmUPtjPfzWtF2AnpK9RQ'}", // OpenID Connect Core
        "{'c_hash':'LDktKdoQak3Pk0cnXxCltA'}",
        "{'events':{'http://schemas.openid.net/event/backchannel-logout':{}}}",
        "{'events':{'https://schemas.openid.net/secevent/caep/event-type/session-revoked':{}}}",
      })
  void tokenOfAnotherUseIsRefused(String claims) {
    assertThatThrownBy(() -> OtherTokens.refuse(read(claims)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("not an access token");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'typ':'Bearer','azp':'bank-app'}", // Keycloak
        "{'typ':'DPoP'}",
        "{'typ':7}",
        "{'token_use':'access','client_id':'c'}", // Amazon Cognito
        "{'at_hash':null}",
        "{'events':['orders/*']}", // an application's own
        "{'events':{'orders':'read'}}",
        "{'nonce':'n-0S6'}", // Keycloak before 24 put it into access tokens
        "{'ver':'2.0','uti':'x','aio':'y'}", // Entra ID
      })
  void accessTokenIsNot(String claims) {
    assertThatCode(() -> OtherTokens.refuse(read(claims))).doesNotThrowAnyException();
  }

  private static Map<String, @Nullable Object> read(String claims) {
    try {
      return new HashMap<>(JSONObjectUtils.parse(claims.replace('\'', '"')));
    } catch (ParseException e) {
      throw new IllegalArgumentException(claims, e);
    }
  }
}
