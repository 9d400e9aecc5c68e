#pragma once
#include <QByteArray>
#include <functional>

namespace slipway {

/// Bytes of a script's output in, complete lines out: valid UTF-8, without line end, wherever the chunks were
/// cut.
///
/// - LF and CR LF end a line. A lone CR goes back to its start: of a progress bar the last state remains. A
///   backspace takes the character before it away.
/// - What is not UTF-8 becomes U+FFFD, one for each maximal part (Unicode 15, 3.9, "best practice").
/// - NUL is removed. Other C0 controls but TAB and ESC become their pictures (U+2400…), DEL U+2421, C1
/// U+FFFD.
///   ANSI sequences stay; the BEL that ends an OSC becomes ESC \, which every reader understands.
/// - A line longer than the cap comes in parts: the later ones begin with kContinuation. Nothing is lost and
/// never
///   more than about one part is kept, so 100 MB without a line end are 6,400 lines and 16 KiB of memory. A
///   part ends neither inside a character nor inside an ANSI sequence of up to 64 bytes.
///
/// Not thread-safe, no I/O. The sink must not call back into the splitter.
class LineSplitter
{
public:
    static constexpr qsizetype kDefaultCap = 16 * 1024;
    static constexpr char kContinuation[] = "\xe2\x86\xaa "; ///< U+21AA and a space
    using Sink = std::function<void(const QByteArray &line)>;

    explicit LineSplitter(Sink sink, qsizetype cap = kDefaultCap);

    void feed(QByteArrayView bytes);
    /// The end of the output: what is left without a line end is a line too. The splitter can be used again.
    void finish();

private:
    void consume(unsigned char byte);
    void control(unsigned char byte);
    void character(QByteArrayView utf8);
    void beginSequence(unsigned char byte);
    void replaceSequence();
    void makeRoom(qsizetype wanted);
    void returnToStart();
    void backspace();
    void endLine();

    Sink m_sink;
    qsizetype m_cap;
    QByteArray m_line;
    QByteArray m_sequence;        // a UTF-8 sequence that is not complete yet
    int m_needed = 0;             // its bytes still to come
    unsigned char m_lower = 0x80; // limits of the next one
    unsigned char m_upper = 0xbf;
    bool m_carriageReturn = false;
    bool m_continued = false; // parts of this line have left already
    bool m_osc = false;
};

} // namespace slipway
