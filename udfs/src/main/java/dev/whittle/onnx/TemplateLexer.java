// SPDX-License-Identifier: Apache-2.0
package dev.whittle.onnx;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a Jinja template into text, expressions and statements, and those into words; blank space as
 * transformers sets it: a statement takes the newline after it and the blanks before it on its line
 * away.
 */
final class TemplateLexer {
  /** What a token is. */
  enum Kind {
    TEXT,
    /** The start of an expression that is written out. */
    OUT,
    /** The start of a statement. */
    STATEMENT,
    /** The end of either. */
    END,
    NAME,
    STRING,
    INTEGER,
    REAL,
    SIGN,
    EOF
  }

  /**
   * A word of a template.
   *
   * @param text of strings, what they stand for
   * @param line where it is, from 1
   */
  record Token(Kind kind, String text, int line) {
    boolean is(Kind kind, String text) {
      return this.kind == kind && this.text.equals(text);
    }
  }

  private static final String[] SIGNS = {
    "==", "!=", "<=", ">=", "//", "**", "+", "-", "*", "/", "%", "~", "<", ">", "=", "(", ")", "[",
    "]", "{", "}", ",", ":", ".", "|"
  };

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private TemplateLexer(String source) {
    this.source = source;
  }

  static List<Token> tokens(String template) {
    String source = template.replace("\r\n", "\n");
    // Of a file's last newlines Jinja drops one.
    source = source.endsWith("\n") ? source.substring(0, source.length() - 1) : source;
    TemplateLexer lexer = new TemplateLexer(source);
    lexer.template();
    return lexer.tokens;
  }

  private void template() {
    // What the tag before takes away of the text that follows it.
    boolean trimAll = false;
    boolean trimNewline = false;
    while (true) {
      int tag = next();
      int end = tag < 0 ? source.length() : tag;
      String text = source.substring(at, end);
      if (trimAll) {
        text = text.stripLeading();
      } else if (trimNewline && text.startsWith("\n")) {
        text = text.substring(1);
      }
      if (tag >= 0) {
        char kind = source.charAt(tag + 1);
        char mark = tag + 2 < source.length() ? source.charAt(tag + 2) : ' ';
        if (mark == '-') {
          text = text.stripTrailing();
        } else if (kind != '{' && mark != '+') {
          text = withoutIndent(text, tag);
        }
      }
      if (!text.isEmpty()) {
        tokens.add(new Token(Kind.TEXT, text, line(at)));
      }
      if (tag < 0) {
        tokens.add(new Token(Kind.EOF, "", line(source.length())));
        return;
      }
      at = tag;
      boolean output = source.startsWith("{{", tag);
      String close = comment() ? commented() : words(output);
      trimAll = close.startsWith("-");
      trimNewline = !output && !close.startsWith("+");
    }
  }

  /** The next tag's place; -1 for none. */
  private int next() {
    for (int i = at; i + 1 < source.length(); i++) {
      if (source.charAt(i) == '{' && "{%#".indexOf(source.charAt(i + 1)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  /** Blanks between a line's start and a statement do not count. */
  private String withoutIndent(String text, int tag) {
    int blank = tag;
    while (blank > 0 && (source.charAt(blank - 1) == ' ' || source.charAt(blank - 1) == '\t')) {
      blank--;
    }
    boolean starts = blank == 0 || source.charAt(blank - 1) == '\n';
    return starts ? text.substring(0, Math.max(0, text.length() - (tag - blank))) : text;
  }

  private boolean comment() {
    return source.startsWith("{#", at);
  }

  private String commented() {
    int end = source.indexOf("#}", at + 2);
    if (end < 0) {
      throw fault("a comment that does not end");
    }
    at = end + 2;
    char mark = source.charAt(end - 1);
    return mark == '-' || mark == '+' ? String.valueOf(mark) : "";
  }

  /** The words of a tag; the mark at its end. */
  private String words(boolean output) {
    String end = output ? "}}" : "%}";
    tokens.add(new Token(output ? Kind.OUT : Kind.STATEMENT, "", line(at)));
    at += 2;
    if (at < source.length() && (source.charAt(at) == '-' || source.charAt(at) == '+')) {
      at++;
    }
    int depth = 0;
    while (true) {
      while (at < source.length() && Character.isWhitespace(source.charAt(at))) {
        at++;
      }
      if (at >= source.length()) {
        throw fault("a tag that does not end");
      }
      for (String mark : new String[] {"-", "+", ""}) {
        // Braces of a dictionary are none of the tag's.
        if (depth == 0 && source.startsWith(mark + end, at)) {
          tokens.add(new Token(Kind.END, "", line(at)));
          at += mark.length() + end.length();
          return mark;
        }
      }
      depth += word();
    }
  }

  /** One word; by how much it opens or closes brackets. */
  private int word() {
    char c = source.charAt(at);
    int start = at;
    if (c == '\'' || c == '"') {
      string(c);
    } else if (Character.isDigit(c)) {
      boolean real = false;
      while (at < source.length()
          && (Character.isDigit(source.charAt(at))
              || (source.charAt(at) == '.'
                  && at + 1 < source.length()
                  && Character.isDigit(source.charAt(at + 1))))) {
        real |= source.charAt(at++) == '.';
      }
      add(real ? Kind.REAL : Kind.INTEGER, source.substring(start, at), start);
    } else if (Character.isJavaIdentifierStart(c) && c != '$') {
      while (at < source.length() && Character.isJavaIdentifierPart(source.charAt(at))) {
        at++;
      }
      add(Kind.NAME, source.substring(start, at), start);
    } else {
      for (String sign : SIGNS) {
        if (source.startsWith(sign, at)) {
          at += sign.length();
          add(Kind.SIGN, sign, start);
          return "([{".contains(sign) ? 1 : ")]}".contains(sign) ? -1 : 0;
        }
      }
      throw fault("the character '" + c + "'");
    }
    return 0;
  }

  private void string(char quote) {
    int start = at++;
    StringBuilder text = new StringBuilder();
    while (at < source.length() && source.charAt(at) != quote) {
      char c = source.charAt(at++);
      if (c != '\\' || at >= source.length()) {
        text.append(c);
        continue;
      }
      char escaped = source.charAt(at++);
      switch (escaped) {
        case 'n' -> text.append('\n');
        case 't' -> text.append('\t');
        case 'r' -> text.append('\r');
        case '\\', '\'', '"' -> text.append(escaped);
        case 'u' -> {
          try {
            text.append((char) Integer.parseInt(source.substring(at, at + 4), 16));
          } catch (RuntimeException e) {
            throw fault("a \\u without four hex digits");
          }
          at += 4;
        }
        // Python leaves what it does not know as it is.
        default -> text.append('\\').append(escaped);
      }
    }
    if (at >= source.length()) {
      throw fault("a string that does not end");
    }
    at++;
    add(Kind.STRING, text.toString(), start);
  }

  private void add(Kind kind, String text, int start) {
    tokens.add(new Token(kind, text, line(start)));
  }

  private int line(int place) {
    return 1 + (int) source.chars().limit(place).filter(c -> c == '\n').count();
  }

  private TemplateException fault(String what) {
    return new TemplateException(what, line(Math.min(at, source.length())));
  }
}
