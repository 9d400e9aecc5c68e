#pragma once
#include <QByteArray>
#include <functional>

namespace slipway::hosts {

/// Takes the marks of the helper functions out of a script's output, wherever the chunks were cut:
/// `ESC _ slipway-secret:BASE64 ESC \` names a value that must not be shown from then on. What only looks
/// like a mark passes as it is. Stands before the line splitter, so that a mark neither breaks nor adds a
/// line.
class SecretFilter
{
public:
    static constexpr qsizetype kLongest = 16 * 1024; ///< of the BASE64
    using Output = std::function<void(QByteArrayView bytes)>;
    using Secret = std::function<void(const QByteArray &secret)>;

    SecretFilter(Output output, Secret secret) : m_output(std::move(output)), m_secret(std::move(secret)) {}
    void feed(QByteArrayView bytes);
    void finish(); ///< the start of a mark that never came to its end is output after all

private:
    qsizetype takeMark();

    Output m_output;
    Secret m_secret;
    QByteArray m_held; // begins with what may be a mark
};

} // namespace slipway::hosts
