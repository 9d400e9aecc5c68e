#pragma once
#include <functional>

class QWidget;

namespace slipway::desktop {

/// A page that is made when somebody first needs it. Eleven pages made at the start were two thirds of the
/// CPU time until the first frame (40 of 62 ms) and a third of the idle memory; one costs 2 to 12 ms when it
/// is opened.
///
/// Does not own the page: its parent does.
template<typename Widget>
class LazyPage
{
public:
    /// What makes it, and what joins it to the rest and tells it how things stand. Forgets the page before.
    void setMaker(std::function<Widget *()> make, std::function<void()> join)
    {
        m_page = nullptr;
        m_make = std::move(make);
        m_join = std::move(join);
    }
    Widget *made() const { return m_page; } ///< null: nobody has needed it yet
    Widget *operator->() { return get(); }
    Widget *get()
    {
        if (!m_page) {
            m_page = m_make();
            m_join(); // sees the page as made
        }
        return m_page;
    }

private:
    std::function<Widget *()> m_make;
    std::function<void()> m_join;
    Widget *m_page = nullptr;
};

} // namespace slipway::desktop
